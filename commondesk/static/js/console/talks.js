/* The conversations this console knows, and what news does to them.

     talks.get(code)            // a Talk, or undefined
     talks.mine()               // those I hold, in the order they were asked: rows stay where the hand expects them
     talks.live()               // of those, the chats: without what is followed up
     talks.next()               // of those, the one whose patron has waited longest for us
     remember(code, facts, events) / take(talk, events)   // what the server has said */

import { after, isInDoubt } from "../pure/talk_facts.js";
import { desk, kept, page } from "./desk.js";
import { Talk } from "./talk.js";

const known = new Map();

export const talks = {
  get: (code) => known.get(code),

  mine() {
    const held = [...known.values()].filter((talk) => talk.isWithMe);
    return held.sort((one, other) => earlier(one.facts.asked_at, other.facts.asked_at));
  },

  live() {
    return this.mine().filter((talk) => !talk.isFollowedUp);
  },

  next() {
    const owed = (talks) => talks.filter((talk) => talk.owedSince).sort((one, other) => earlier(one.owedSince, other.owedSince))[0];
    return owed(this.live()) ?? this.live()[0] ?? owed(this.mine()) ?? this.mine()[0];
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

/** Events in any order, repeated or not; whoever draws hears of the fresh ones. */
export function take(talk, events) {
  const fresh = talk.list.add(events);
  if (fresh.length === 0) return;
  const wasMine = talk.isWithMe;
  const facts = talk.facts;
  // Facts of the server may be newer than the events that come in their wake.
  talk.facts = fresh.filter((event) => event.seq > (facts.last_seq ?? 0)).reduce(after, facts);
  for (const event of fresh) if (event.key) talk.outbox.confirm(event.key) ?? talk.files.confirm(event.key);
  if (talk.isErased) talk.empty();
  kept.keepUnsent(talk.code, talk.outbox.items);
  desk.tell("talk", { code: talk.code, fresh });
  if (talk.facts !== facts) desk.tell("facts", { code: talk.code });
  if (isInDoubt(talk.facts)) desk.tell("doubt", { code: talk.code });
  if (wasMine || talk.isWithMe) desk.tell("mine");
}

/** Another tab has shown it. */
export function readElsewhere({ code, seq }) {
  const talk = known.get(code);
  if (!talk || talk.readSeq >= seq) return;
  talk.readSeq = seq;
  desk.tell("mine");
}

/** Times of the wire, all in UTC and of one form, compare as texts. */
function earlier(one, other) {
  return one < other ? -1 : 1;
}

for (const facts of page.snapshot.mine) remember(facts.code, facts);
if (page.open) remember(page.open.facts.code, page.open.facts, page.open.events);
