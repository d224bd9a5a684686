/* Sends a message with files and tells how far it is; fetch could not.

     await upload(address, {token, key, body, files}, (share) => {})  // -> {status, slug, detail, retryAfter, seq}; 0: no answer */

export function upload(address, { token, key, body, files }, progress) {
  const form = new FormData();
  form.append("key", key);
  form.append("body", body);
  for (const file of files) form.append("file", file, file.name || "file");
  const request = new XMLHttpRequest();
  request.open("POST", address);
  request.setRequestHeader("Authorization", `Bearer ${token}`);
  request.setRequestHeader("Accept-Language", document.documentElement.lang);
  request.upload.addEventListener("progress", ({ loaded, total }) => progress(total ? loaded / total : 0));
  return new Promise((resolve) => {
    request.addEventListener("loadend", () => resolve(answerOf(request)));
    request.send(form);
  });
}

function answerOf(request) {
  const said = parsed(request.responseText);
  return {
    status: request.status,
    slug: said.type?.split("/").pop() ?? "",
    detail: said.detail,
    seq: said.seq,
    retryAfter: Number(request.getResponseHeader("Retry-After")) || 0,
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
