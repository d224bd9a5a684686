/* News at the desk: who rings here by now, who offers or invites, what patrons wrote. Alarms are made in alarms.js. */

import { newOffers, waitingRows } from "../pure/desk_state.js";
import { counted, titleOf, wants } from "../pure/calls.js";
import { wordsOf } from "../pure/last_word.js";
import { ringing } from "../pure/ringing.js";
import { alarmsNow } from "./alarms.js";
import { call } from "./calls.js";
import { desk, now, page } from "./desk.js";
import { show } from "./route.js";
import { talks } from "./talks.js";
import { announce } from "./tell.js";
import { t } from "./words.js";

const LISTEN_EVERY_MS = 1000;
const FRESH_MS = 60_000;
let rung = new Set();
let mentions = page.channels.mentions;
let marks = page.marks?.count ?? 0;
const title = document.title;

export function startNotices() {
  desk.on("change", ({ before, after }) => {
    listen();
    for (const offer of newOffers(before, after)) ringOffer(offer);
    count();
  });
  for (const news of ["mine", "alarms", "muted"]) desk.on(news, count);
  desk.on("mentions", ({ count: number }) => { mentions = number; count(); });
  desk.on("marks", ({ count: number }) => { marks = number; count(); });
  desk.on("talk", ({ code, fresh }) => heard(talks.get(code), fresh));
  listen({ quietly: true }); // who waited already when the desk was opened does not ring
  setInterval(listen, LISTEN_EVERY_MS);
  count();
}

/** Who rings here by now and did not a moment ago: some ring at once, others when their turn has come. */
function listen({ quietly = false } = {}) {
  const rows = ringing(waitingRows(desk.state).here, desk.state.me, now(), talks.live().length);
  const fresh = rows.filter((row) => !rung.has(row.code));
  rung = new Set(rows.map((row) => row.code));
  if (fresh.length && !quietly) ring(fresh);
}

function ring(fresh) {
  const [row] = fresh;
  announce(t("new_patron", { count: fresh.length, library: row.library?.name ?? t("no_library"), question: row.question }));
  const body = row.library?.name ?? t("no_library");
  call("rings", { name: `ring-${row.code}-${row.waiting_since}`, title: t("notice_title"), body, tag: row.code, open: () => show(row.code) });
}

/** A colleague asks, and has only two minutes. */
function ringOffer({ code, by, brief, to_help: toHelp, library, lapses_at: lapsesAt }) {
  const word = t(toHelp ? "invite_for_me" : "offer_for_me", { who: by.name });
  announce(`${word}: ${brief}`);
  call("offer", { name: `offer-${code}-${lapsesAt}`, title: word, body: library || by.library || "", tag: code, open: () => show(code) });
}

function heard(talk, fresh) {
  // What was read aloud last may be what the patron has taken back.
  if (fresh.some((event) => event.kind === "erased")) announce(talk.drawn ? t("was_erased") : "");
  const said = fresh.filter((event) => event.kind === "message" && event.by.role === "patron");
  if (!said.length || !talk.isWithMe) return;
  const name = talk.facts.patron_name || t("patron");
  announce(talk.drawn ? t("says", { name, body: wordsOf(said.at(-1)) }) : t("wrote", { name }));
  const { seq, at } = said.at(-1);
  const isSeen = talk.drawn && !document.hidden;
  // The question rang when it came; what was said before the desk was opened is no news.
  if (seq > 1 && now() - Date.parse(at) < FRESH_MS && !isSeen) call("message", { name: `message-${talk.code}-${seq}`, title: t("notice_message"), body: talk.facts.library?.name ?? "", tag: talk.code, open: () => show(talk.code) });
}

function count() {
  const { calls } = desk.state.me;
  const numbers = {
    rings: waitingRows(desk.state).here.length,
    offer: desk.state.offered.length,
    message: talks.mine().reduce((sum, talk) => sum + talk.unread, 0),
    mention: mentions,
    mark: marks,
  };
  const late = alarmsNow().filter(({ kind }) => wants(calls, kind, "title")).length;
  document.title = titleOf(title, counted(calls, numbers), late ? t("title_alarm", { count: late }) : "");
}
