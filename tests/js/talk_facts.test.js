import assert from "node:assert/strict";
import { test } from "node:test";

import { after, isHeldBy, isInDoubt } from "../../commondesk/static/js/pure/talk_facts.js";

const INES = { id: 3, name: "Ines", library: "Ames Public Library" };
const OTTO = { role: "librarian", name: "Otto", library: "Birch County Library" };
const by = (me) => ({ role: "librarian", name: me.name, library: me.library });
const asked = { code: "abcd1234", state: "waiting", asked_at: "2026-03-01T12:00:00.000Z", claimed_by: null, last_seq: 1 };
const event = (kind, who = { role: "system", name: "", library: "" }, seq = 2) => ({ seq, kind, by: who, at: "2026-03-01T12:05:00.000Z", data: {} });

test("who has claimed it an event tells by name alone; whether that is me only the server's facts say", () => {
  const heard = after(asked, event("claimed", by(INES)));
  assert.deepEqual([heard.state, isInDoubt(heard), isHeldBy(heard, INES)], ["talking", true, false]);
  const told = { ...heard, claimed_by: { id: 3, name: "Ines", library: "Ames Public Library" } };
  assert.deepEqual([isInDoubt(told), isHeldBy(told, INES), isHeldBy(told, { ...INES, id: 4 })], [false, true, false]);
});

test("released, it waits again with its first waiting time", () => {
  const facts = after(after(asked, event("claimed", by(INES))), event("released", by(INES), 3));
  assert.deepEqual([facts.state, facts.waiting_since, isHeldBy(facts, INES)], ["waiting", asked.asked_at, false]);
});

test("closed, it belongs to nobody and says when", () => {
  const facts = after(after(asked, event("claimed", by(INES))), event("closed", by(INES), 3));
  assert.deepEqual([facts.state, facts.closed_at, isHeldBy(facts, INES)], ["closed", "2026-03-01T12:05:00.000Z", false]);
});

test("a patron who re-opens waits anew, a librarian who re-opens holds it", () => {
  const closed = after(asked, event("closed", OTTO));
  const waits = after(closed, event("reopened", { role: "patron", name: "Pia", library: "" }, 3));
  const held = after(closed, event("reopened", by(INES), 3));
  assert.deepEqual([waits.state, waits.waiting_since, held.state, held.claimed_by.name], ["waiting", "2026-03-01T12:05:00.000Z", "following_up", "Ines"]);
});

test("messages and kinds nobody knows change nothing but the count", () => {
  assert.deepEqual(after(asked, event("message")), { ...asked, last_seq: 2 });
  assert.deepEqual(after(asked, event("sparkled")), { ...asked, last_seq: 2 });
});

test("an erasing takes what is personal from the facts", () => {
  const facts = after({ ...asked, patron_name: "Pia", topic: "Genealogy", question: "Where is ..." }, event("erased", OTTO));
  assert.deepEqual([facts.state, facts.patron_name, facts.topic, facts.question, facts.erased], ["closed", "", "", "", true]);
});

test("handed to a queue it waits; handed to a person they hold it, and an offer is over", () => {
  const held = after(asked, event("claimed", by(INES)));
  const to = { kind: "person", name: "Otto", library: "Birch County Library" };
  const offered = after(held, { ...event("offered", by(INES), 3), data: { to } });
  assert.deepEqual([offered.offer.to.name, offered.state, offered.claimed_by.name], ["Otto", "talking", "Ines"]);
  const moved = after(offered, { ...event("transferred", OTTO, 4), data: { to } });
  assert.deepEqual([moved.offer, moved.state, moved.claimed_by.name, isInDoubt(moved)], [null, "talking", "Otto", true]);
  const stays = after(offered, { ...event("offer_ended", OTTO, 4), data: { why: "declined" } });
  assert.deepEqual([stays.offer, stays.claimed_by.name], [null, "Ines"]);
  const queued = after(held, { ...event("transferred", by(INES), 3), data: { to: { kind: "queue", name: "Statewide" } } });
  assert.deepEqual([queued.state, queued.claimed_by, queued.waiting_since], ["waiting", null, asked.asked_at]);
});

test("a colleague who joins helps until they leave or nobody holds it", () => {
  const held = after(asked, event("claimed", by(INES)));
  const helped = after(held, event("joined", OTTO, 3));
  assert.deepEqual([helped.helped_by.name, helped.claimed_by.name, isInDoubt(helped)], ["Otto", "Ines", true]);
  assert.equal(after(helped, event("stepped_back", OTTO, 4)).helped_by, null);
  assert.equal(after(helped, event("released", by(INES), 4)).helped_by, null);
});

test("gone on by e-mail it stays with who has it, and is a talk again when they go on here", () => {
  const held = { ...after(asked, event("claimed", by(INES))), helped_by: OTTO };
  const followed = after(held, { ...event("followed_up", by(INES), 3), data: { to: { kind: "code" } } });
  assert.deepEqual([followed.state, followed.claimed_by.name, followed.helped_by.name], ["following_up", "Ines", "Otto"]);
  assert.equal(after(followed, event("resumed", by(INES), 4)).state, "talking");
  const back = after(followed, event("released", by(INES), 4));
  assert.deepEqual([back.state, back.asked_while_closed, back.waiting_since], ["waiting", true, asked.asked_at]);
});

test("referred to a library it waits there to be followed up; told of a place elsewhere, the patron stays", () => {
  const held = after(asked, event("claimed", by(INES)));
  const to = (kind) => ({ ...event("referred", by(INES), 3), data: { to: { kind, name: "Birch", library: "" } } });
  const waits = after(held, to("library"));
  assert.deepEqual([waits.state, waits.claimed_by, waits.asked_while_closed, waits.waiting_since], ["waiting", null, true, asked.asked_at]);
  const stays = after({ ...held, offer: { to: OTTO } }, to("place"));
  assert.deepEqual([stays.state, stays.claimed_by.name, stays.offer.to], ["talking", "Ines", OTTO]);
});
