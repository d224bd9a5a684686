/* News of a patron who waits: the count in the title always; a soft tone and a desktop notice once switched on, in one
   tab of however many are open. Alarms are not made here. */

import { newOffers, waitingRows } from "../pure/desk_state.js";
import { wordsOf } from "../pure/last_word.js";
import { ringing } from "../pure/ringing.js";
import { desk, me, now } from "./desk.js";
import { show } from "./route.js";
import { talks } from "./talks.js";
import { announce } from "./tell.js";
import { t } from "./words.js";

const SWITCH = `commondesk-notices-${me.id}`;
const HEARD_BY_ALL_MS = 3000;
const LISTEN_EVERY_MS = 1000;
let rung = new Set();
const title = document.title;
let audio = null;

export const notices = {
  get on() {
    return recall()?.on === true;
  },

  /** A person switches it on, so the browser lets us make a sound and ask about notices. */
  async switch(on) {
    keep({ on });
    if (!on) return;
    tone();
    if (window.Notification && Notification.permission === "default") await Notification.requestPermission();
  },
};

export function startNotices() {
  desk.on("change", ({ before, after }) => {
    listen();
    for (const offer of newOffers(before, after)) ringOffer(offer);
    count();
  });
  desk.on("mine", count);
  desk.on("talk", ({ code, fresh }) => {
    const talk = talks.get(code);
    // What was read aloud last may be what the patron has taken back.
    if (fresh.some((event) => event.kind === "erased")) announce(talk.drawn ? t("was_erased") : "");
    const said = fresh.filter((event) => event.kind === "message" && event.by.role === "patron");
    if (!said.length || !talk.isWithMe) return;
    announce(talk.drawn ? t("says", { name: nameOf(talk), body: wordsOf(said.at(-1)) }) : t("wrote", { name: nameOf(talk) }));
  });
  listen({ quietly: true }); // who waited already when the desk was opened does not ring
  setInterval(listen, LISTEN_EVERY_MS);
  count();
}

/** Who rings here by now and did not a moment ago: some ring at once, others when their turn has come. */
function listen({ quietly = false } = {}) {
  const rows = ringing(waitingRows(desk.state).here, desk.state.me, now(), talks.mine().length);
  const fresh = rows.filter((row) => !rung.has(row.code));
  rung = new Set(rows.map((row) => row.code));
  if (fresh.length && !quietly) ring(fresh);
}

function ring(fresh) {
  const [row] = fresh;
  announce(t("new_patron", { count: fresh.length, library: row.library?.name ?? t("no_library"), question: row.question }));
  if (notices.on) inOneTab(`commondesk-ring-${row.code}`, () => signal(row));
}

/** A colleague asks, and has only two minutes. */
function ringOffer({ code, by, brief, to_help: toHelp, library }) {
  announce(`${t(toHelp ? "invite_for_me" : "offer_for_me", { who: by.name })}: ${brief}`);
  if (notices.on) inOneTab(`commondesk-offer-${code}`, () => signal({ code, library: { name: library || by.name } }, t(toHelp ? "invite_for_me" : "offer_for_me", { who: by.name })));
}

/** The first tab that takes the lock acts; it keeps it until the others have heard the same news. */
function inOneTab(name, act) {
  if (!navigator.locks) return act();
  return navigator.locks.request(name, { ifAvailable: true }, (lock) => {
    if (!lock) return null;
    act();
    return new Promise((done) => { setTimeout(done, HEARD_BY_ALL_MS); });
  });
}

function signal(row, title = t("notice_title")) {
  tone();
  if (!document.hidden || !window.Notification || Notification.permission !== "granted") return;
  // What a patron wrote is not for a screen that others may see: the notice says only that somebody waits.
  const notice = new Notification(title, { body: row.library?.name ?? t("no_library"), tag: row.code });
  notice.onclick = () => { window.focus(); show(row.code); notice.close(); };
}

function count() {
  const waiting = waitingRows(desk.state).here.length;
  const unread = talks.mine().reduce((sum, talk) => sum + talk.unread, 0);
  const all = waiting + unread;
  document.title = all ? `(${all}) ${title}` : title;
}

/** Two soft notes, a fifth apart. */
function tone() {
  audio ??= new AudioContext();
  audio.resume().catch(() => {});
  [523.25, 783.99].forEach((pitch, index) => {
    const from = audio.currentTime + index * 0.14;
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.08, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.5);
    const note = new OscillatorNode(audio, { type: "sine", frequency: pitch });
    note.connect(volume).connect(audio.destination);
    note.start(from);
    note.stop(from + 0.55);
  });
}

function nameOf(talk) {
  return talk.facts.patron_name || t("patron");
}

function keep(value) {
  try {
    localStorage.setItem(SWITCH, JSON.stringify(value));
  } catch {
    notices.memory = value;
  }
}

function recall() {
  try {
    return JSON.parse(localStorage.getItem(SWITCH) ?? "null") ?? notices.memory;
  } catch {
    return notices.memory;
  }
}
