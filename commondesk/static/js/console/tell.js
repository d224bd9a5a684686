/* What happened, in one sentence: shown for a while at the foot of the page and read aloud once.

     tell("Given back to the queue.", {undo: () => ..., word: "Take it back"})
     announce("A new patron waits.")     // read aloud only */

import { h } from "./dom.js";
import { t } from "./words.js";

const SHOWN_MS = 10_000;
const shelf = () => document.getElementById("tellings");
let timer = 0;

export function tell(sentence, { undo = null, word = t("undo"), late = false } = {}) {
  clearTimeout(timer);
  const button = undo && h("button", { type: "button", class: "button-plain", onclick: () => { hide(); undo(); } }, word);
  const close = h("button", { type: "button", class: "button-plain", onclick: hide }, t("dismiss"));
  shelf().replaceChildren(h("div", { class: `telling${late ? " telling-late" : ""}` }, h("p", {}, sentence), button, close));
  timer = setTimeout(hide, SHOWN_MS);
  announce(sentence);
}

/** The same sentence twice in a row is still said twice: the region is emptied in between. */
export function announce(sentence) {
  const region = document.getElementById("read-aloud");
  region.textContent = "";
  setTimeout(() => { region.textContent = sentence; }, 60);
}

function hide() {
  if (shelf().contains(document.activeElement) || shelf().matches(":hover")) {
    timer = setTimeout(hide, SHOWN_MS);
    if (!shelf().contains(document.activeElement)) return;
  }
  shelf().replaceChildren();
}
