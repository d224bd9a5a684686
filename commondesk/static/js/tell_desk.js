/* Telling the server of this browser, as whoever is signed in here; on the page of one's calls and at the desk.

     const sentence = await tellDesk({endpoint, p256dh, auth}, csrf)    // "" when it is known now, else why not */

export async function tellDesk(fields, csrf = document.querySelector("[name=csrfmiddlewaretoken]").value) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrf };
  const response = await fetch("/me/devices/", { method: "POST", body: new URLSearchParams(fields), headers });
  if (response.ok) return "";
  return (await response.json()).detail;
}
