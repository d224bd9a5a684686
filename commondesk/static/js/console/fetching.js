/* Getting what the console lacks of a conversation, and telling how far it has been read.

     await open(code)        // facts and all events, from memory or from the server; throws Problem
     look(code, seq)         // fetch what is missing, as the stream or a send has said
     refresh(code)           // facts anew, whatever was believed
     adopt(mine)             // a snapshot has come: what I hold by now
     markRead(talk) */

import { api, desk } from "./desk.js";
import { remember, take, talks } from "./talks.js";

const MARK_AFTER_MS = 700;
const MOST_TRIES = 4;
const looking = new Map();
const refreshing = new Map();

export async function open(code) {
  const talk = talks.get(code);
  if (!talk) return refresh(code);
  await look(code, talk.facts.last_seq ?? 1);
  return talk;
}

/** Needed where an event was not ours to see. Two at once are one. */
export function refresh(code) {
  if (!refreshing.has(code)) refreshing.set(code, fetchFacts(code).finally(() => refreshing.delete(code)));
  return refreshing.get(code);
}

/** All that is missing, or what is missing up to `seq`. However many ask meanwhile, one question is under way. */
export function look(code, seq = Infinity) {
  const talk = talks.get(code);
  if (!talk || talk.list.lastSeq >= seq) return Promise.resolve();
  const under = looking.get(code);
  if (under) {
    if (seq === Infinity) under.again = true;
    else under.upTo = Math.max(under.upTo, seq);
    return under.done;
  }
  const state = { again: false, upTo: seq === Infinity ? 0 : seq };
  state.done = fetchMissing(talk, state).finally(() => looking.delete(code));
  looking.set(code, state);
  return state.done;
}

export function adopt(mine) {
  const held = new Set(mine.map(({ code }) => code));
  for (const talk of talks.mine()) if (!held.has(talk.code)) quietly(refresh(talk.code));
  for (const { code, last_seq: last } of mine) {
    const isKnown = talks.get(code)?.isWithMe;
    quietly(isKnown ? look(code, last) : refresh(code));
  }
}

/** Several messages in a row are one mark. */
export function markRead(talk) {
  const seq = talk.list.lastSeq;
  if (!talk.isWithMe || seq <= talk.readSeq) return;
  talk.readSeq = seq;
  desk.tell("mine");
  desk.tell("read", { code: talk.code, seq });
  clearTimeout(talk.marking);
  talk.marking = setTimeout(() => quietly(api.post(`/conversations/${talk.code}/read`, { seq })), MARK_AFTER_MS);
}

/** What the next news or the next snapshot brings anyway need not be told when it fails. */
export function quietly(promise) {
  promise.catch(() => {});
}

async function fetchFacts(code) {
  const talk = remember(code, await api.get(`/conversations/${code}`));
  await look(code);
  desk.tell("facts", { code });
  desk.tell("mine");
  return talk;
}

async function fetchMissing(talk, state) {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    state.again = false;
    const { events, last_seq: last } = await api.get(`/conversations/${talk.code}/events?after=${talk.list.lastSeq}`);
    take(talk, events);
    if (events.length) tries = 0;
    if (!state.again && talk.list.lastSeq >= Math.max(state.upTo, last)) return;
  }
}
