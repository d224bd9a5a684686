/* In a widget's frame: the talk opens again on the site's next page, and the site's page is told no more than whether there
   is a talk, that something was said, and that Escape was pressed. What it may say to us, nobody listens to (bad-input 9).

     goOn(form)                                          // what was open before; `form`: the ask page's, or null
     openTalk({code, token, words, links}, {ownDevice})  // in the frame, which stays at its own address
     await showRefusal(form, answer)                     // the new form if the page was drawn anew, else null */

import { forget, held, keep } from "./keep.js";
import { fetchPage, showPage } from "./show_page.js";

// By the library, for a tab may hold the talks of two.
const { framed, goodbye } = document.documentElement.dataset;
const NAME = `commondesk:framed:${framed}`;
const SAID_AFTER = 400; // ms: a talk that comes at once needs no word
const WAY_OUT_AFTER = 5000;

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
  await show(await fetchFramed(links.page, { token }), { token, words });
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
  const address = location.pathname.replace(/w\/([^/]+\/)?$/, `c/${code}/`);
  const form = document.getElementById("ask");
  form.inert = true; // or one would ask here, and then the older talk would come
  const { wayOut, stop } = sayThatItComes(form, code, secret);
  const page = secret && (await Promise.race([fetchFramed(address, secret), wayOut]));
  stop();
  const isThere = page && (await show(page, secret, { takesFocus: document.hasFocus() }));
  if (isThere) return;
  form.inert = false;
  tellHost("free");
  if (page === null && secret) return; // it is kept, and opens on the site's next page unless one asks anew
  forget(code);
  letGo();
}

/** In words, once it takes a while; then also a way to ask something else. `wayOut` comes, as null, when it was taken. */
function sayThatItComes(form, code, secret) {
  const status = document.querySelector("[data-part=opening]");
  const instead = document.querySelector("[data-part=instead]");
  const timers = [
    setTimeout(() => { status.textContent = status.dataset.opening; }, SAID_AFTER),
    setTimeout(() => { status.textContent = status.dataset.slow; instead.hidden = false; }, WAY_OUT_AFTER),
  ];
  let isTaken = false;
  const stop = () => {
    timers.forEach(clearTimeout);
    instead.hidden = true;
    if (!isTaken) status.textContent = "";
  };
  const wayOut = new Promise((resolve) => {
    instead.querySelector("button").addEventListener("click", () => {
      isTaken = true;
      status.textContent = form.dataset.kept.replace("{code}", code).replace("{words}", secret.words);
      resolve(null);
      setTimeout(() => form.elements.question.focus());
    });
  });
  return { wayOut, stop };
}

const fetchFramed = (address, { token }) => fetchPage(`${address}?framed`, token);

/** False where there is no such talk any more. */
async function show(page, secret, how) {
  if (page.status === 410 || !page.document.getElementById("talk")?.dataset.state) return false;
  const { put } = await import("./start.js");
  head ??= document.querySelector(".page-head");
  page.document.querySelector(".page-head").replaceWith(head);
  stayInTheFrame(page.document);
  await put(page, secret, how);
  tellHost("talk");
  return true;
}

/** Whatever library the talk is of: what follows it is the frame's, for another might not stand on this site. */
function stayInTheFrame(talk) {
  const settings = talk.getElementById("talk-settings");
  settings.textContent = JSON.stringify({ ...JSON.parse(settings.textContent), goodbye });
  const again = talk.querySelector("[data-act=again]");
  again.target = "_self";
  again.href = location.pathname;
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
