import assert from "node:assert/strict";
import { test } from "node:test";

import { Outbox, randomKey } from "../../commondesk/static/js/pure/outbox.js";
import { LONGEST_WAIT } from "../../commondesk/static/js/pure/patience.js";

function outbox(more = {}) {
  let number = 0;
  return new Outbox({ random: () => 1, newKey: () => `key-${(number += 1)}`, ...more });
}

test("messages go one at a time and in the order they were written", () => {
  const box = outbox();
  box.add("first");
  box.add("second");
  assert.equal(box.next(0).body, "first");
  assert.equal(box.next(0), null);
  box.answered("key-1", { status: 201 }, 0);
  assert.equal(box.next(0).body, "second");
});

test("no answer is tried again with the same key, later each time", () => {
  const box = outbox();
  box.add("hello");
  const waits = [];
  let now = 0;
  for (let tries = 0; tries < 9; tries += 1) {
    assert.equal(box.next(now).key, "key-1");
    box.answered("key-1", { status: [0, 503, 429, 500][tries % 4] }, now);
    assert.equal(box.next(now), null);
    waits.push(box.wakeAt - now);
    now = box.wakeAt;
  }
  assert.deepEqual(waits.slice(0, 4), [500, 1000, 2000, 4000]);
  assert.equal(waits.at(-1), LONGEST_WAIT);
});

test("the server's Retry-After is honoured", () => {
  const box = outbox();
  box.add("hello");
  box.next(0);
  box.answered("key-1", { status: 429, retryAfter: 20 }, 0);
  assert.equal(box.wakeAt, 20000);
});

test("what can never be taken is left to the person and does not hold up the next", () => {
  const box = outbox();
  box.add("much too long");
  box.add("short");
  box.next(0);
  const failed = box.answered("key-1", { status: 422, slug: "too-long" }, 0);
  assert.deepEqual([failed.state, failed.why], ["failed", "too-long"]);
  assert.equal(box.next(0).body, "short");
  box.answered("key-2", { status: 201 }, 0);
  assert.equal(box.retry("key-1").state, "waiting");
  assert.equal(box.next(0).key, "key-1");
});

test("a message that comes back as an event is sent, even when its answer was lost", () => {
  const box = outbox();
  box.add("hello");
  box.next(0);
  assert.equal(box.confirm("key-1").body, "hello");
  assert.equal(box.answered("key-1", { status: 0 }, 0), undefined);
  assert.deepEqual(box.items, []);
});

test("after a reload what was under way goes again, and what had failed still waits for a word", () => {
  const before = outbox();
  before.add("failed");
  before.next(0);
  before.answered("key-1", { status: 409, slug: "other-body" }, 0);
  before.add("under way");
  before.next(0);
  const after = outbox({ items: JSON.parse(JSON.stringify(before.items)) });
  assert.deepEqual(after.items.map(({ state }) => state), ["failed", "waiting"]);
  assert.equal(after.next(0).key, "key-2");
});

test("when the line is back nobody waits for their turn", () => {
  const box = outbox();
  box.add("hello");
  box.next(0);
  box.answered("key-1", { status: 0 }, 0);
  box.retryAll();
  assert.equal(box.next(0).key, "key-1");
});

test("keys are random and of the kind the contract wants", () => {
  const keys = new Set(Array.from({ length: 1000 }, randomKey));
  assert.equal(keys.size, 1000);
  for (const key of keys) assert.match(key, /^[A-Za-z0-9_-]{16,64}$/);
});
