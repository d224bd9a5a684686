/* Calling whoever sits here, in the way they chose: a sound, a notice on the desktop. One tab of a browser does it.

     call("offer", {name: "offer-abc", title, body, open: () => ...})
     muted.on / muted.switch(true)            // for now, in this browser; "muted" is told
     memory.seen / memory.see(keys)           // which alarms somebody has seen, in all tabs; "seen" is told */

import { mayRing, modesty, rang, wants } from "../pure/calls.js";
import { browserMemory } from "./browser_memory.js";
import { desk, me } from "./desk.js";
import { canSound, play } from "./sound.js";
import { tell } from "./tell.js";
import { t } from "./words.js";

const { keep, keyOf, recall } = browserMemory(me.id);
const SOUND = { rings: "news", offer: "news", message: "news", mention: "news", mark: "news", danger: "alarm", returned: "alarm" };
let toldSilence = false;

export const muted = {
  get on() {
    return recall("muted").on === true;
  },

  /** A person does it, so the browser lets us ask about notices. */
  switch(on) {
    keep("muted", { on });
    desk.tell("muted");
    if (!on && window.Notification?.permission === "default") Notification.requestPermission();
  },
};

export const memory = {
  /** Notices on this device, as this person turned them on here: `{session, mark}`, or `{}`. */
  get following() {
    return recall("push");
  },

  follow(how) {
    keep("push", how);
  },

  get seen() {
    return recall("seen");
  },

  see(keys) {
    keep("seen", keys.reduce((seen, key) => rang(seen, key, Date.now()), recall("seen")));
    desk.tell("seen");
  },
};

/** `every` in ms: again after that long, else once for this `name`. What a patron wrote never goes into `body`: a notice
 * stands on a screen that others may see. */
export function call(kind, { name, title, body = "", tag = name, open = null, every = Infinity }) {
  const { calls } = desk.state.me;
  const heard = !muted.on && wants(calls, kind, "sound");
  const shown = !muted.on && wants(calls, kind, "notice");
  if (!heard && !shown) return;
  inOneTab(name, every, () => {
    if (heard) sound(SOUND[kind]);
    if (shown) notice(title, { body, tag }, open);
  });
}

/** Another tab that can be heard goes first; the first that finds it not done yet does it, and writes that down. */
async function inOneTab(name, every, act) {
  if (!mayRing(recall("rung"), name, Date.now(), every)) return;
  const once = () => {
    const rung = recall("rung");
    if (!mayRing(rung, name, Date.now(), every)) return;
    keep("rung", rang(rung, name, Date.now()));
    act();
  };
  const wait = modesty({ canSound: canSound(), hidden: document.hidden });
  if (wait) await new Promise((done) => { setTimeout(done, wait); });
  if (navigator.locks) await navigator.locks.request(keyOf("rung"), once);
  else once();
}

function sound(which) {
  if (canSound()) return play(which);
  if (!toldSilence) tell(t("no_sound_yet"), { late: true });
  toldSilence = true;
}

function notice(title, options, open) {
  if (!document.hidden || window.Notification?.permission !== "granted") return;
  const shown = new Notification(title, { ...options, silent: true });
  shown.onclick = () => { window.focus(); open?.(); shown.close(); };
}

window.addEventListener("storage", ({ key }) => {
  if (key === keyOf("muted")) desk.tell("muted");
  if (key === keyOf("seen")) desk.tell("seen");
});
