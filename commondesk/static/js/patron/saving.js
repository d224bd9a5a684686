/* A file to keep: the transcript, or what came with a message.

     save(talk, link, failed) */

/** A link cannot carry the token, so the file is fetched and handed over. */
export async function save(talk, { href, download }, failed) {
  talk.part("trouble").hidden = true;
  const response = await fetch(href, { headers: { Authorization: `Bearer ${talk.secret.token}` } }).catch(() => null);
  if (!response?.ok) {
    failed();
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = download || `conversation-${talk.code}.${href.split(".").pop()}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
