/* In a widget's frame: the talk opens again on the site's next page, and the site's page is told no more than whether there
   is a talk, that something was said, and that Escape was pressed. What it may say to us, nobody listens to (bad-input 9).

     goOn(form)                                          // what was open before; `form`: the ask page's, or null
     openTalk({code, token, words, links}, {ownDevice})  // in the frame, which stays at its own address
     await showRefusal(form, answer)                     // the new form if the page was drawn anew, else null */

import { forget, held, keep } from "./keep.js";
import { fetchPage, showPage } from "./show_page.js";

// By the library, for a tab may hold the talks of two.
const NAME = `commondesk:framed:${document.documentElement.dataset.framed}`;

let head = null; // the frame's own: its languages lead to the frame in that language

export function goOn(form) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) tellHost("close");
  });
  document.addEventListener("desk-said", () => tellHost("said"));
  document.addEventListener("click", ({ target }) => { if (target.closest("[data-act=again]")) letGo(); });
  const code = attempt(() => sessionStorage.getItem(NAME)) ?? attempt(() => localStorage.getItem(NAME));
  tellHost("ready");
  if (code && form) openAgain(code);
  else tellHost("free");
}

export async function openTalk({ code, token, words, links }, { ownDevice }) {
  const isKept = keep(code, { token, words }, { ownDevice });
  attempt(() => (ownDevice ? localStorage : sessionStorage).setItem(NAME, code));
  if (!isKept) askBeforeLeaving(code);
  await open(links.page, { token, words });
  document.querySelector("[data-part=memory-only]").hidden = isKept;
  // Another language is another page, to which nothing could be taken.
  if (!isKept) for (const link of head.querySelectorAll("a[hreflang]")) link.hidden = true;
}

export async function showRefusal(form, answer) {
  if (answer.headers.get("Content-Type")?.includes("json")) {
    const trouble = form.querySelector("[data-part=trouble]");
    trouble.textContent = (await answer.json()).detail;
    trouble.hidden = false;
    return null;
  }
  await showPage({ document: new DOMParser().parseFromString(await answer.text(), "text/html") });
  document.querySelector("[aria-invalid=true]")?.focus();
  return document.getElementById("ask");
}

async function openAgain(code) {
  const secret = held(code);
  const address = location.pathname.replace(/w\/[^/]+\/$/, `c/${code}/`);
  const form = document.getElementById("ask");
  form.inert = true; // or one would ask here, and then the older talk would come
  if (secret && (await open(address, secret, { takesFocus: document.hasFocus() }))) return;
  form.inert = false;
  forget(code);
  letGo();
  tellHost("free");
}

/** False where there is no such talk any more. */
async function open(address, secret, how) {
  const page = await fetchPage(`${address}?framed`, secret.token);
  if (page.status === 410 || !page.document.getElementById("talk")?.dataset.state) return false;
  const { put } = await import("./start.js");
  head ??= document.querySelector(".page-head");
  page.document.querySelector(".page-head").replaceWith(head);
  await put(page, secret, how);
  tellHost("talk");
  return true;
}

function letGo() {
  attempt(() => sessionStorage.removeItem(NAME));
  attempt(() => localStorage.removeItem(NAME));
}

/** Nothing is kept, so the site's next page would be the end of a talk that is not over. */
function askBeforeLeaving(code) {
  window.addEventListener("beforeunload", (event) => {
    if (held(code) && document.getElementById("talk")?.dataset.state !== "closed") event.preventDefault();
  });
}

/** No secret is in it, so it may be any page that hears it. */
function tellHost(what) {
  if (window.parent !== window) window.parent.postMessage({ commondesk: what }, "*");
}

function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
