/* The conversations this console knows: their facts, their events, what is unread and what is on its way.

     await talks.open(code)     // facts and all events, from the page, from memory or from the server
     talks.look(code)           // fetch what is missing, as the stream or a send has said
     talks.mine()               // those I hold, the one whose patron waits longest first
     talks.get(code)            // a Talk, or undefined */

import { after } from "../pure/talk_facts.js";
import { api, desk, kept, page } from "./desk.js";
import { Talk } from "./talk.js";

const known = new Map();
const looking = new Map();

export const talks = {
  get: (code) => known.get(code),

  mine() {
    const held = [...known.values()].filter((talk) => talk.isMine);
    return held.sort((one, other) => waitsSince(one).localeCompare(waitsSince(other)));
  },

  /** From a snapshot: whatever I hold by now, and nothing else. */
  adopt(mine) {
    const held = new Set(mine.map(({ code }) => code));
    for (const talk of known.values()) {
      if (talk.isMine && !held.has(talk.code)) this.refresh(talk.code);
    }
    for (const said of mine) {
      const talk = known.get(said.code);
      if (!talk?.isMine) this.open(said.code).catch(() => {});
      else if (said.last_seq > talk.list.lastSeq) this.look(said.code);
    }
  },

  async open(code) {
    const talk = known.get(code);
    if (!talk) return this.refresh(code);
    if (talk.list.lastSeq < (talk.facts.last_seq ?? 1)) await this.look(code);
    return talk;
  },

  /** Facts anew, whatever was believed; needed where an event was not ours to see. */
  async refresh(code) {
    const facts = await api.get(`/conversations/${code}`);
    const talk = remember(code, facts);
    await this.look(code);
    desk.tell("facts", { code });
    return talk;
  },

  /** All that is missing, however often one asks meanwhile: one question at a time, and one more after it. */
  look(code) {
    const under = looking.get(code);
    if (under) {
      under.again = true;
      return under.done;
    }
    const state = { again: false };
    state.done = fetchAll(code, state).finally(() => looking.delete(code));
    looking.set(code, state);
    return state.done;
  },

  read(talk) {
    const seq = talk.list.lastSeq;
    if (!talk.isMine || seq <= talk.readSeq) return;
    talk.readSeq = seq;
    desk.tell("mine");
    api.post(`/conversations/${talk.code}/read`, { seq }).catch(() => {});
  },
};

export function remember(code, facts, events = []) {
  const talk = known.get(code) ?? new Talk(code, facts);
  talk.facts = { ...talk.facts, ...facts };
  talk.readSeq = Math.max(talk.readSeq, facts.read_seq ?? 0);
  known.set(code, talk);
  take(talk, events);
  return talk;
}

function take(talk, events) {
  const fresh = talk.list.add(events);
  if (fresh.length === 0) return;
  for (const event of fresh) if (event.key) talk.outbox.confirm(event.key);
  kept.keepUnsent(talk.code, talk.outbox.items);
  const before = talk.isMine;
  const behind = fresh.filter((event) => event.seq > (talk.facts.last_seq ?? 0));
  talk.facts = behind.reduce(after, talk.facts);
  desk.tell("talk", { code: talk.code, fresh });
  if (behind.length) desk.tell("facts", { code: talk.code });
  if (before || talk.isMine) desk.tell("mine");
}

async function fetchAll(code, state) {
  const talk = known.get(code);
  if (!talk) return;
  do {
    state.again = false;
    const { events, last_seq: last } = await api.get(`/conversations/${code}/events?after=${talk.list.lastSeq}`);
    take(talk, events);
    if (events.length && talk.list.lastSeq < last) state.again = true;
  } while (state.again);
}

/** Who has waited for us longest comes first; then those we wait for. */
function waitsSince(talk) {
  return talk.owedSince ?? `~${talk.lastWord?.at ?? ""}`;
}

for (const facts of page.snapshot?.mine ?? []) remember(facts.code, facts);
if (page.open) remember(page.open.facts.code, page.open.facts, page.open.events);
