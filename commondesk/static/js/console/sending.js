/* Messages and notes on their way: one at a time and in order, with the same key until the server has kept it.

     say(talk, "Let me look.", {asNote: false, only: null})   // only: [{id, name}], an aside for these colleagues
     sendAll(talk)              // whatever waits and may go now
     retry(talk, key) / giveUp(talk, key) */

import { api, desk, kept } from "./desk.js";
import { look, quietly, refresh } from "./fetching.js";

const timers = new Map();

export function say(talk, body, { asNote = false, only = null } = {}) {
  const item = talk.outbox.add(body);
  item.asNote = asNote;
  if (only?.length) item.only = only;
  changed(talk);
  sendAll(talk);
}

export function retry(talk, key) {
  talk.outbox.retry(key);
  changed(talk);
  sendAll(talk);
}

/** The words go back where they can be edited. */
export function giveUp(talk, key) {
  const item = talk.outbox.drop(key);
  changed(talk);
  return item;
}

export async function sendAll(talk) {
  clearTimeout(timers.get(talk.code));
  const item = talk.outbox.next(performance.now());
  if (!item) return waitForTurn(talk);
  changed(talk);
  const answer = await send(talk.code, item);
  talk.outbox.answered(item.key, answer, performance.now());
  if (answer.seq) await look(talk.code, answer.seq).catch(() => {});
  changed(talk);
  if (answer.slug === "not-claimed" || answer.slug === "closed") quietly(refresh(talk.code));
  return sendAll(talk);
}

/** The line is back: nobody has to wait for their turn. */
export function sendEverything(all) {
  for (const talk of all) {
    talk.outbox.retryAll();
    sendAll(talk);
  }
}

async function send(code, { key, body, asNote, only }) {
  const [verb, given] = only ? ["asides", { key, body, to: only.map(({ id }) => id) }] : [asNote ? "notes" : "messages", { key, body }];
  try {
    const response = await api.open(`/conversations/${code}/${verb}`, { method: "POST", body: given });
    const said = await response.json().catch(() => ({}));
    return { status: response.status, seq: said.seq, slug: said.type?.split("/").pop() ?? "", retryAfter: Number(response.headers.get("Retry-After")) || 0 };
  } catch {
    return { status: 0 };
  }
}

function waitForTurn(talk) {
  const at = talk.outbox.wakeAt;
  if (at !== null) timers.set(talk.code, setTimeout(() => sendAll(talk), Math.max(50, at - performance.now())));
}

function changed(talk) {
  kept.keepUnsent(talk.code, talk.outbox.items);
  desk.tell("outbox", { code: talk.code });
}
