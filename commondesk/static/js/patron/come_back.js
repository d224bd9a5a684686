/* The form for code and words, without leaving a cookie: the token goes where the talk looks for it. */

import { keep } from "./keep.js";

/** `openTalk` takes over where nothing can be kept from one page to the next. */
export function offerComeBack(openTalk) {
  const form = document.querySelector("#come-back form");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const trouble = form.querySelector("[data-part=trouble]");
    // Also what the page itself said, when the form was sent before the scripts were there.
    for (const said of form.querySelectorAll("[role=alert]")) said.hidden = true;
    const said = await tryWords(form);
    if (said.token && open(said, form.elements.own_device.checked, openTalk)) return;
    trouble.textContent = said.detail;
    trouble.hidden = false;
  });
}

async function tryWords(form) {
  try {
    const headers = { Accept: "application/json" };
    const body = new URLSearchParams(new FormData(form));
    return await (await fetch(form.action, { method: "POST", body, headers })).json();
  } catch {
    return { detail: form.dataset.noLine };
  }
}

function open({ code, token, words, links }, ownDevice, openTalk) {
  if (keep(code, { token, words }, { ownDevice })) location.assign(links.page);
  else openTalk({ code, token, words, links }, { ownDevice });
  return true;
}
