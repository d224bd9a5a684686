/* One-key acts of the console. They never fire while somebody writes, and `?` shows them all. */

import { shortcuts } from "../pure/shortcut.js";
import { waitingRows } from "../pure/desk_state.js";
import { claim, claimNext } from "./acts.js";
import { desk } from "./desk.js";
import { onScreen, route } from "./route.js";
import { talks } from "./talks.js";

const KEYS = {
  j: "next", k: "previous", c: "claim", r: "reply", n: "note", "/": "canned", t: "transfer", x: "close", "g q": "queue", "?": "help",
};

const ACTS = {
  next: () => step(1),
  previous: () => step(-1),
  claim: () => claimWhatIsMeant(),
  reply: () => write("reply"),
  note: () => write("note"),
  canned: () => write("canned"),
  transfer: () => onMine("transferring"),
  close: () => onMine("closing"),
  queue: () => { onScreen("queue"); rows()[0]?.focus(); },
  help: () => document.getElementById("keys").showModal(),
};

export function startKeys() {
  const act = shortcuts(KEYS);
  document.querySelector("[data-show-keys]").addEventListener("click", ACTS.help);
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const name = act({ ...pressOf(event), writes: writesIn(event.target) }, performance.now());
    if (!name) return;
    event.preventDefault();
    ACTS[name]();
  });
}

function pressOf({ key, ctrlKey, metaKey, altKey, isComposing, repeat }) {
  return { key, ctrlKey, metaKey, altKey, isComposing, repeat: repeat && key !== "j" && key !== "k" };
}

function writesIn(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
}

function rows() {
  return [...document.querySelectorAll(".desk-lists [data-row]")].filter((row) => row.checkVisibility?.() ?? true);
}

/** The focus walks the lists; Enter opens, as with any link. */
function step(by) {
  const all = rows();
  const at = all.indexOf(document.activeElement);
  const here = at >= 0 ? at : all.findIndex((row) => row.dataset.row === route.code);
  onScreen("queue");
  all[Math.min(all.length - 1, Math.max(0, here + by))]?.focus();
}

/** The row that has the focus, the one that is open, or the one who has waited longest. */
function claimWhatIsMeant() {
  const { here, leftWhileClosed } = waitingRows(desk.state);
  const waits = new Set([...here, ...leftWhileClosed].map((row) => row.code));
  const meant = [document.activeElement?.dataset?.row, route.code].find((code) => waits.has(code));
  return meant ? claim(meant) : claimNext();
}

function onMine(news) {
  if (route.code && talks.get(route.code)?.isMine) desk.tell(news, { code: route.code });
}

function write(mode) {
  if (!route.code) return;
  onScreen("talk");
  desk.tell("write", { mode });
}
