/* In a widget's frame: the talk opens again on the site's next page, and the site's page is told no more than that
   something was said and that Escape was pressed. What it may say to us, nobody listens to (bad-input 9).

     isFramed; listen()                 // to Escape
     remember(code, {ownDevice}) / remembered() / letGo()
     holdTight() / release()            // nothing can be kept: the browser asks before the site's page is left
     addressOf(code)                    // of a talk, in the frame's language
     tellHost("said" | "close")
     await showRefusal(form, answer)    // the new form if the page was drawn anew, else null
     askAgain() */

const { framed } = document.documentElement.dataset;
const NAME = `commondesk:framed:${framed}`;

export const isFramed = Boolean(framed);

export function listen() {
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) tellHost("close"); });
}

/** By the library, for a tab may hold the talks of two. */
export function remember(code, { ownDevice }) {
  attempt(() => (ownDevice ? localStorage : sessionStorage).setItem(NAME, code));
}

export function addressOf(code) {
  return location.pathname.replace(/w\/[^/]+\/$/, `c/${code}/`);
}

export function letGo() {
  attempt(() => sessionStorage.removeItem(NAME));
  attempt(() => localStorage.removeItem(NAME));
}

export function holdTight() {
  if (isFramed) addEventListener("beforeunload", ask);
}

export function release() {
  removeEventListener("beforeunload", ask);
}

function ask(event) {
  event.preventDefault();
}

/** No secret is in it, so it may be any page that hears it. */
export function tellHost(what) {
  if (isFramed && window.parent !== window) window.parent.postMessage({ commondesk: what }, "*");
}

export async function showRefusal(form, answer) {
  if (answer.headers.get("Content-Type")?.includes("json")) {
    const trouble = form.querySelector("[data-part=trouble]");
    trouble.textContent = (await answer.json()).detail;
    trouble.hidden = false;
    return null;
  }
  const { showPage } = await import("./show_page.js");
  await showPage({ document: new DOMParser().parseFromString(await answer.text(), "text/html") });
  document.querySelector("[aria-invalid=true]")?.focus();
  return document.getElementById("ask");
}

export function askAgain() {
  letGo();
  location.assign(location.pathname);
}

export function remembered() {
  return attempt(() => sessionStorage.getItem(NAME)) ?? attempt(() => localStorage.getItem(NAME));
}

function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
