/* How a talk gets onto the page: from the ask form, from code and words, or on a page that was loaded as it is.

     start()                          // on a page with talk-settings
     openTalk({code, token, words, links}, {ownDevice})  // in the place of the present page, with its own address
     put(page, {token, words}, {takesFocus})  // a talk that was fetched */

import { forget, held, keep } from "./keep.js";
import { fetchPage, showPage } from "./show_page.js";
import { Talk } from "./talk.js";

export async function start() {
  const settings = readSettings();
  if (settings.token) {
    // A page without scripts began it, and its cookie holds the token; from here the scripts can.
    return run(settings, { token: settings.token, words: settings.words });
  }
  const secret = settings.code ? held(settings.code) : null;
  if (!secret) return askForWords();
  return openWith(settings.page, settings.code, secret);
}

/** The return page, whose words may open the talk in its own place. */
export async function comeBack() {
  const { offerComeBack } = await import("./come_back.js");
  offerComeBack(openTalk);
}

export async function openTalk({ code, token, words, links }, { ownDevice }) {
  const isKept = keep(code, { token, words }, { ownDevice });
  const page = await fetchPage(links.page, token);
  // Or else going back after "Leave and wipe" would show what one had filled in.
  for (const form of document.forms) form.reset();
  history.pushState({}, "", links.page);
  // Back is another page, but only the address changes then.
  window.addEventListener("popstate", () => { if (location.pathname !== links.page) location.reload(); });
  await showPage(page);
  document.querySelector("[data-part=memory-only]").hidden = isKept;
  await run(readSettings(), { token, words });
}

async function openWith(address, code, secret) {
  const page = await fetchPage(address, secret.token);
  const isOver = page.status === 410 || !page.document.getElementById("talk")?.dataset.state;
  if (isOver) forget(code);
  await showPage(page);
  if (isOver) return askForWords();
  return run(readSettings(), secret);
}

export async function put(page, secret, how) {
  await showPage(page);
  await run(readSettings(), secret, how);
}

async function run(settings, secret, { takesFocus = true } = {}) {
  if (settings.names) (await import("../pure/brought_times.js")).bring(settings.language, settings.names);
  new Talk(document.getElementById("talk"), settings, secret).begin();
  if (takesFocus) document.querySelector("#talk h1").focus({ preventScroll: true });
}

function askForWords() {
  document.getElementById("come-back")?.classList.add("looked");
  comeBack();
}

function readSettings() {
  return JSON.parse(document.getElementById("talk-settings").textContent);
}
