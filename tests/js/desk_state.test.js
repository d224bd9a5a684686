import assert from "node:assert/strict";
import { test } from "node:test";

import {
  elsewhere, fromSnapshot, newOffers, waitingRows, withMe, withMonitoring, withPresence, withQueue, withSnapshot,
  withoutOffer, withoutWaiting,
} from "../../commondesk/static/js/pure/desk_state.js";

const row = (code, minute, more = {}) => ({ code, waiting_since: `2026-03-01T12:${minute}:00.000Z`, asked_while_closed: false, ...more });
const statewide = { slug: "statewide", name: "Statewide", monitored: true, waiting: 2, conversations: [row("late", "05"), row("early", "01")] };
const ames = { slug: "ames", name: "Ames", monitored: true, waiting: 2, conversations: [row("early", "01"), row("night", "00", { asked_while_closed: true })] };
const birch = { slug: "birch", name: "Birch", monitored: false, waiting: 0, conversations: [] };
const academic = { slug: "academic", name: "Academic", monitored: false, waiting: 3 };
const snapshot = { queues: [statewide, ames, birch, academic], on_duty: [] };
const codes = (rows) => rows.map((found) => found.code);

test("who waits in two queues is shown once, the longest wait first, questions left while closed apart", () => {
  const { here, leftWhileClosed } = waitingRows(fromSnapshot(snapshot));
  assert.deepEqual([codes(here), codes(leftWhileClosed)], [["early", "late"], ["night"]]);
});

test("queues that are not monitored show only their count, and only when somebody waits", () => {
  const state = fromSnapshot(snapshot);
  assert.deepEqual(elsewhere(state).map((queue) => queue.slug), ["academic"]);
  assert.deepEqual(elsewhere(withQueue(state, { ...academic, waiting: 0 })), []);
});

test("a queue seen through the one it rolls on to is not counted twice", () => {
  const coral = { slug: "coral", name: "Coral", monitored: false, waiting: 2 };
  const seen = { ...statewide, conversations: [row("early", "01", { queue: "coral" })] };
  assert.deepEqual(elsewhere(fromSnapshot({ queues: [seen, coral] })).map((queue) => queue.waiting), [1]);
});

test("news of a queue takes the place of what was known of it", () => {
  const state = withQueue(fromSnapshot(snapshot), { ...statewide, waiting: 1, conversations: [row("new", "07")] });
  assert.deepEqual(codes(waitingRows(state).here), ["early", "new"]);
});

test("whoever is claimed waits nowhere any more", () => {
  const state = withoutWaiting(fromSnapshot(snapshot), "early");
  assert.deepEqual(codes(waitingRows(state).here), ["late"]);
  assert.deepEqual([state.queues.get("statewide").waiting, state.queues.get("ames").waiting, state.queues.get("academic").waiting], [1, 1, 3]);
});

test("seen through two queues, one who waits rings for the one whose turn comes first", () => {
  const [soon, later] = [row("early", "01", { rings_at: "2026-03-01T12:01:00.000Z" }), row("early", "01", { rings_at: "2026-03-01T12:01:40.000Z" })];
  for (const [one, other] of [[soon, later], [later, soon]]) {
    const state = fromSnapshot({ queues: [{ ...statewide, conversations: [one] }, { ...ames, conversations: [other] }] });
    assert.deepEqual(waitingRows(state).here, [soon]);
  }
});

test("what I choose for myself is said at once, and the next snapshot decides", () => {
  const state = withMe(fromSnapshot({ ...snapshot, me: { id: 1, limit: null } }), { limit: 3 });
  assert.equal(state.me.limit, 3);
  assert.equal(withSnapshot(state, { me: { id: 1, limit: 2 } }).me.limit, 2);
});

test("whether I am away is as the list of who is on duty has it, however old a snapshot came before", () => {
  const state = fromSnapshot({ queues: [], on_duty: [], me: { id: 1, name: "Ines", limit: null, back_at: null } });
  const own = { id: 1, limit: 6, back_at: "2026-03-02T15:05:00Z" };
  assert.deepEqual(withPresence(state, { on_duty: [own] }).me, { ...own, name: "Ines" });
  assert.equal(withPresence(state, { on_duty: [{ id: 2 }] }).me, state.me);
});

test("a queue no longer monitored keeps its count and shows nobody", () => {
  const state = withMonitoring(fromSnapshot(snapshot), "statewide", false);
  assert.deepEqual(codes(waitingRows(state).here), ["early"]);
  assert.deepEqual(elsewhere(state).map((queue) => queue.waiting), [2, 3]);
});

test("a state is never changed in place", () => {
  const state = fromSnapshot(snapshot);
  withQueue(state, { slug: "statewide", waiting: 0, conversations: [] });
  withoutWaiting(state, "late");
  assert.equal(waitingRows(state).here.length, 2);
  assert.equal(withPresence(state, { on_duty: [{ id: 1 }] }).onDuty.length, 1);
});

test("an offer rings once, and is gone once it is answered", () => {
  const before = fromSnapshot({ queues: [], on_duty: [], offered: [] });
  const after = withSnapshot(before, { offered: [{ code: "abcd1234", brief: "Census" }] });
  assert.deepEqual(newOffers(before, after).map(({ code }) => code), ["abcd1234"]);
  assert.deepEqual(newOffers(after, withSnapshot(after, { on_duty: [] })), []);
  assert.deepEqual(withoutOffer(after, "abcd1234").offered, []);
});
