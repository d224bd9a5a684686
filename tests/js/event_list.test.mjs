import assert from "node:assert/strict";
import { test } from "node:test";

import { EventList } from "../../commondesk/static/js/pure/event_list.js";

const event = (seq) => ({ seq, kind: "message" });
const seqs = (events) => events.map(({ seq }) => seq);

test("events are shown once and in order, however they come", () => {
  const list = new EventList();
  assert.deepEqual(seqs(list.add([event(1), event(2)])), [1, 2]);
  assert.deepEqual(seqs(list.add([event(2), event(1)])), []);
  assert.deepEqual(seqs(list.add([event(4)])), []);
  assert.equal(list.gap, true);
  assert.deepEqual(seqs(list.add([event(3), event(4)])), [3, 4]);
  assert.equal(list.gap, false);
  assert.equal(list.lastSeq, 4);
});

test("any order and any repetition gives the same list", () => {
  for (let round = 0; round < 300; round += 1) {
    const list = new EventList();
    const shown = [];
    const sent = Array.from({ length: 60 }, () => event(1 + Math.floor(Math.random() * 20)));
    for (let at = 0; at < sent.length; at += 3) shown.push(...list.add(sent.slice(at, at + 3)));
    shown.push(...list.add(Array.from({ length: 20 }, (_, index) => event(index + 1))));
    assert.deepEqual(seqs(shown), Array.from({ length: 20 }, (_, index) => index + 1));
  }
});

test("a page that shows some already goes on from there", () => {
  const list = new EventList(7);
  assert.equal(list.lastSeq, 7);
  assert.deepEqual(seqs(list.add([event(6), event(7), event(8)])), [8]);
});

test("after a reset everything is shown again", () => {
  const list = new EventList(7);
  list.add([event(9)]);
  list.reset();
  assert.equal(list.lastSeq, 0);
  assert.equal(list.gap, false);
  assert.deepEqual(seqs(list.add([event(1)])), [1]);
});

test("what is no event of ours is left alone", () => {
  const list = new EventList();
  assert.deepEqual(list.add([{ seq: "1" }, {}, { seq: 0 }, { seq: -4 }]), []);
  assert.equal(list.gap, false);
});
