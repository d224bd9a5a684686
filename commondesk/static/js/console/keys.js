/* Keys that act by themselves. Which key does what, the page says: web/librarian/keys.py binds them here and lists them
   behind `?`. They never fire while somebody writes, and whoever does not want them turns them off (WCAG 2.1.4). */

import { shortcuts } from "../pure/shortcut.js";
import { waitingRows } from "../pure/desk_state.js";
import { accept, backSoon, claim, claimNext, decline, release } from "./acts.js";
import { lastWords } from "./correcting.js";
import { desk, now, page } from "./desk.js";
import { focusIn, onScreen, openPopover, route, show } from "./route.js";
import { talks } from "./talks.js";
import { tell } from "./tell.js";
import { t } from "./words.js";

const AWAY_MINUTES = 5;

const ACTS = {
  next: () => step(1),
  previous: () => step(-1),
  next_of_mine: () => openMine(1),
  previous_of_mine: () => openMine(-1),
  queue: () => toRow("console-waiting"),
  mine: () => toRow("console-mine"),
  log: () => { onScreen("talk"); focusIn(".talk-log"); },
  head: () => { onScreen("talk"); focusIn(".talk-standing button", ".talk-acts button", ".talk-head h2"); },
  beside: () => { onScreen("beside"); focusIn(".desk-beside"); },
  conversations: () => follow("[data-conversations]"),
  channel: () => follow("[data-channel]"),
  menu: () => openPopover("me-menu"),
  claim: () => claimWhatIsMeant(),
  accept: () => withOffer(({ code }) => accept(code)),
  decline: () => withOffer(({ code, by }) => decline(code, by)),
  reply: () => write("reply"),
  canned: () => write("canned"),
  file: () => withMine(() => document.querySelector("[data-part=clip] input").click(), "isWithMe"),
  correct: () => withMine(correct, "isWithMe"),
  note: () => write("note"),
  aside: () => write("aside"),
  help: () => withMine(({ code }) => desk.tell("transferring", { code, help: true })),
  transfer: () => withMine(({ code }) => desk.tell("transferring", { code })),
  by_mail: () => withMine(({ code }) => desk.tell("following-up", { code })),
  refer: () => withMine(({ code }) => desk.tell("following-up", { code, how: "library" })),
  release: () => withMine(({ code }) => release(code)),
  close: () => closeOrClassify(),
  mark: () => mark(),
  step_in: () => stepIn(),
  duty: () => openPopover("duty-list"),
  away: () => backSoon(Date.parse(desk.state.me.back_at ?? "") > now() ? 0 : AWAY_MINUTES),
  colleagues: () => openPopover("colleague-list"),
  mute: () => document.querySelector("console-notices").toggle(),
  seen: () => document.querySelector("console-alarm").seen(),
  keys: () => showKeys(),
};

export function startKeys() {
  const act = shortcuts(page.keys);
  document.querySelector("[data-show-keys]").addEventListener("click", showKeys);
  document.addEventListener("keydown", (event) => {
    if (!desk.state.me.letter_keys || document.querySelector("dialog[open]")) return;
    const name = act({ ...pressOf(event), writes: writesIn(event.target) }, performance.now());
    if (!name) return;
    event.preventDefault();
    ACTS[name]();
  });
}

function pressOf({ key, ctrlKey, metaKey, altKey, isComposing, repeat }) {
  return { key, ctrlKey, metaKey, altKey, isComposing, repeat: repeat && key !== "j" && key !== "k" };
}

/** A field that Escape has just closed holds the focus until the next frame; nobody writes in what cannot be seen. */
function writesIn(target) {
  if (target.checkVisibility?.() === false) return false;
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
}

function showKeys() {
  const { letter_keys: on } = desk.state.me;
  document.querySelector("[data-keys-on]").hidden = !on;
  document.querySelector("[data-keys-off]").hidden = on;
  document.getElementById("keys").showModal();
}

function rows(within = ".desk-lists") {
  return [...document.querySelectorAll(`${within} [data-row]`)].filter((row) => row.checkVisibility?.() ?? true);
}

/** The focus walks the lists; Enter opens, as with any link. */
function step(by) {
  const all = rows();
  const at = all.indexOf(document.activeElement);
  const here = at >= 0 ? at : all.findIndex((row) => row.dataset.row === route.code);
  onScreen("queue");
  all[Math.min(all.length - 1, Math.max(0, here + by))]?.focus();
}

function toRow(list) {
  onScreen("queue");
  (rows(list)[0] ?? document.querySelector(`${list} .list`)).focus();
}

/** Around in a circle; from elsewhere to the one whose patron has waited longest for us. */
function openMine(by) {
  const codes = talks.mine().map(({ code }) => code);
  const at = codes.indexOf(route.code);
  const code = at < 0 ? talks.next()?.code : codes.at((at + by) % codes.length);
  return code ? show(code, { focus: "composer" }) : tell(t("none_of_mine"));
}

/** The row that has the focus, the one that is open, or the one who has waited longest. Whoever has just been given back
 * waits again before the list says so. */
function claimWhatIsMeant() {
  const { here, leftWhileClosed } = waitingRows(desk.state);
  const waits = new Set([...here, ...leftWhileClosed].map((row) => row.code));
  if (talks.get(route.code)?.facts.state === "waiting") waits.add(route.code);
  const meant = [document.activeElement?.dataset?.row, route.code].find((code) => waits.has(code));
  return meant ? claim(meant) : claimNext();
}

/** The offer that has the focus, or the first. */
function withOffer(act) {
  const focused = document.activeElement?.closest(".offer")?.dataset.key;
  const { offered } = desk.state;
  const offer = offered.find(({ code }) => code === focused) ?? offered[0];
  return offer ? act(offer) : tell(t("nobody_asks"));
}

function withMine(act, held = "isMine") {
  const talk = talks.get(route.code);
  return talk?.[held] ? act(talk) : tell(t("not_mine"));
}

function correct(talk) {
  const event = lastWords(talk);
  return event ? desk.tell("write", { mode: "correct", event }) : tell(t("nothing_to_correct"));
}

function closeOrClassify() {
  const talk = talks.get(route.code);
  if (talk?.facts.state === "closed" && !talk.isErased) desk.tell("closing", { code: talk.code, only: "classify" });
  else withMine(({ code }) => desk.tell("closing", { code }));
}

function stepIn() {
  const talk = talks.get(route.code);
  const isAnothers = talk && !talk.isMine && talk.facts.claimed_by && talk.facts.state !== "closed";
  if (isAnothers) desk.tell("stepping-in", { code: talk.code });
  else tell(t("nobody_holds_it"));
}

function mark() {
  const talk = talks.get(route.code);
  return talk && !talk.isErased ? desk.tell("marking", { code: talk.code }) : tell(t("none_open"));
}

function write(mode) {
  if (!route.code) return tell(t("none_open"));
  onScreen("talk");
  return desk.tell("write", { mode });
}

function follow(link) {
  document.querySelector(link).click();
}
