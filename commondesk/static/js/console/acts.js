/* What a librarian does with a conversation. Each says what came of it; what can be taken back offers that. */

import { randomKey } from "../pure/outbox.js";
import { monitored, waitingRows, withMe, withMonitoring, withoutOffer, withoutWaiting } from "../pure/desk_state.js";
import { api, desk, now } from "./desk.js";
import { route, show } from "./route.js";
import { look, quietly, refresh } from "./fetching.js";
import { remember, talks } from "./talks.js";
import { tell } from "./tell.js";
import { t } from "./words.js";

/** One click or key. When a colleague was faster, says who. */
export async function claim(code) {
  const before = route.moves;
  // Some seconds on a weak line: the button says that it was pressed.
  for (const button of document.querySelectorAll(`[data-claim="${code}"]`)) button.setAttribute("aria-disabled", "true");
  const facts = await attempt(() => api.post(`/conversations/${code}/claim`, { key: randomKey() }));
  if (facts || desk.refused.slug === "claimed-by") desk.change(withoutWaiting(desk.state, code));
  for (const button of document.querySelectorAll(`[data-claim="${code}"]`)) button.removeAttribute("aria-disabled");
  if (!facts) return talks.get(code) && quietly(refresh(code));
  remember(code, facts);
  desk.tell("facts", { code });
  desk.tell("mine");
  // Whoever has opened another conversation meanwhile stays there.
  return route.moves === before ? show(code, { focus: "composer" }) : null;
}

/** The one who has waited longest; with nobody waiting there is nothing to claim. */
export function claimNext() {
  const { here, leftWhileClosed } = waitingRows(desk.state);
  const next = here[0] ?? leftWhileClosed[0];
  return next ? claim(next.code) : tell(t("nobody_waits"));
}

export async function release(code) {
  if (!(await attempt(() => api.post(`/conversations/${code}/release`, { key: randomKey() })))) return;
  await look(code).catch(() => {});
  // The button that had the focus is gone with the claim.
  if (document.activeElement === document.body) desk.tell("focus", { where: "log" });
  tell(t("released"), { undo: () => claim(code), word: t("take_back") });
}

/** `to` is {queue}, {library} or {person}. What is wrong is said in the dialog, at `wrong`. True when it is done. */
export async function transfer(code, to, { brief, key, wrong }) {
  const facts = await attempt(() => api.post(`/conversations/${code}/transfer`, { to, brief, key }), wrong);
  if (!facts) return false;
  remember(code, facts);
  await look(code).catch(() => {});
  desk.tell("facts", { code });
  tell(facts.offer ? t("offered_to", facts.offer.to) : t("transferred"));
  return true;
}

/** Ask somebody to help while I go on. True when they are asked. */
export async function invite(code, person, { brief, key, wrong }) {
  const facts = await attempt(() => api.post(`/conversations/${code}/invite`, { person, brief, key }), wrong);
  if (!facts) return false;
  remember(code, facts);
  await look(code).catch(() => {});
  desk.tell("facts", { code });
  tell(t("asked_to_help", facts.offer.to));
  return true;
}

/** I leave where I help, or let go who helps me. */
export async function stepBack(code) {
  if (!(await attempt(() => api.post(`/conversations/${code}/step-back`, { key: randomKey() })))) return;
  await refresh(code).catch(() => {});
}

/** The help desk takes it over, and says why. True when it is done. */
export async function stepIn(code, { reason, key, wrong }) {
  const before = talks.get(code)?.facts.claimed_by;
  const facts = await attempt(() => api.post(`/conversations/${code}/step-in`, { reason, key }), wrong);
  if (!facts) return false;
  remember(code, facts);
  await look(code).catch(() => {});
  desk.tell("facts", { code });
  desk.tell("mine");
  tell(t("stepped_in", { who: before?.name ?? "" }));
  return true;
}

/** What I saw in it, for a second person to look at (IN6). True when it is marked. */
export async function mark(code, { kind, seen, key, wrong }) {
  if (!(await attempt(() => api.post(`/conversations/${code}/mark`, { kind, seen, key }), wrong))) return false;
  await look(code).catch(() => {});
  tell(t("marked"), { undo: () => takeMarkBack(code), word: t("take_back") });
  return true;
}

export async function takeMarkBack(code) {
  const why = t("mark_why_taken_back");
  if (!(await attempt(() => api.post(`/conversations/${code}/mark/lift`, { why, key: randomKey() })))) return;
  await look(code).catch(() => {});
  tell(t("mark_taken_back"));
}

export async function cancelOffer(code) {
  if (!(await attempt(() => api.post(`/conversations/${code}/transfer/cancel`, { key: randomKey() })))) return;
  await look(code).catch(() => {});
  tell(t("offer_cancelled"));
}

/** What a colleague asks me to take over is mine from now on. */
export async function accept(code) {
  const facts = await attempt(() => api.post(`/conversations/${code}/transfer/accept`, { key: randomKey() }));
  desk.change(withoutOffer(desk.state, code));
  if (!facts) return null;
  remember(code, facts);
  desk.tell("facts", { code });
  desk.tell("mine");
  return show(code, { focus: "composer" });
}

export async function decline(code, { name }) {
  desk.change(withoutOffer(desk.state, code));
  if (await attempt(() => api.post(`/conversations/${code}/transfer/decline`, { key: randomKey() }))) tell(t("offer_declined", { name }));
}

/** `closing` goes to the patron first; without one, `reason` says why. True when it is closed. */
export async function close(code, { closing, reason, key }) {
  const body = closing ? { closing, key } : { reason, key };
  const done = await attempt(() => api.post(`/conversations/${code}/close`, body));
  if (done) await look(code).catch(() => {});
  return done;
}

export async function classify(code, questions) {
  return attempt(() => api.post(`/conversations/${code}/classify`, { questions, key: randomKey() }));
}

export async function reopen(code) {
  if (!(await attempt(() => api.post(`/conversations/${code}/reopen`, { key: randomKey() })))) return;
  await refresh(code).catch(() => {});
  show(code, { focus: "composer" });
}

/** No new patrons; what I hold stays mine. */
export async function goOffDuty() {
  const before = desk.state;
  for (const { slug } of monitored(before)) desk.change(withMonitoring(desk.state, slug, false));
  if (!(await attempt(() => api.post("/desk/off-duty")))) desk.change(before);
}

/** Away for some minutes, 0: back. Nobody rings meanwhile. */
export async function backSoon(minutes) {
  const before = desk.state;
  const until = minutes ? new Date(now() + minutes * 60_000).toISOString() : null;
  desk.change(withMe(before, { back_at: until }));
  const done = await attempt(() => api.post("/desk/back-soon", { minutes }));
  // Said again: a snapshot that was on its way meanwhile knew nothing of it.
  desk.change(withMe(desk.state, { back_at: done ? until : before.me.back_at }));
}

/** How many open conversations are enough; null: however many. */
export async function limitChats(chats) {
  const before = desk.state;
  desk.change(withMe(before, { limit: chats }));
  const done = await attempt(() => api.post("/desk/limit", { chats }));
  desk.change(withMe(desk.state, { limit: done ? chats : before.me.limit }));
}

/** Shown at once; put back if the server will not have it. */
export async function monitor(slug, wanted) {
  const before = desk.state;
  desk.change(withMonitoring(before, slug, wanted));
  const ask = wanted ? () => api.post(`/queues/${slug}/monitor`) : () => api.delete(`/queues/${slug}/monitor`);
  if (!(await attempt(ask))) desk.change(withMonitoring(desk.state, slug, !wanted));
  else desk.tell("monitoring");
}

/** What the server answered, or true; otherwise false: the refusal has been said, at `place` where one is given, and
 * `desk.refused` is it. */
export async function attempt(act, place = null) {
  try {
    return (await act()) ?? true;
  } catch (problem) {
    desk.refused = problem;
    const sentence = problem.sentence ?? t("could_not");
    if (place) place.textContent = sentence;
    else tell(sentence, { late: true });
    return false;
  }
}
