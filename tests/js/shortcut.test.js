import assert from "node:assert/strict";
import { test } from "node:test";

import { shortcuts } from "../../commondesk/static/js/pure/shortcut.js";

const KEYS = { j: "next", c: "claim", "?": "help", "g q": "queue" };
const press = (key, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

test("one key is one act", () => {
  const act = shortcuts(KEYS);
  assert.equal(act(press("j"), 0), "next");
  assert.equal(act(press("?"), 1), "help");
  assert.equal(act(press("z"), 2), null);
});

test("nothing is a shortcut while somebody writes", () => {
  const act = shortcuts(KEYS);
  assert.equal(act(press("c", { writes: true }), 0), null);
});

test("the browser's own combinations stay the browser's", () => {
  const act = shortcuts(KEYS);
  for (const held of ["ctrlKey", "metaKey", "altKey", "isComposing", "repeat"]) {
    assert.equal(act(press("c", { [held]: true }), 0), null);
  }
});

test("two keys in a row are one act when the second comes in time", () => {
  const act = shortcuts(KEYS);
  assert.equal(act(press("g"), 0), null);
  assert.equal(act(press("q"), 500), "queue");
  assert.equal(act(press("g"), 1000), null);
  assert.equal(act(press("q"), 9000), null);
});

test("a sequence that is broken off does not swallow the next key", () => {
  const act = shortcuts(KEYS);
  act(press("g"), 0);
  assert.equal(act(press("j"), 100), "next");
  assert.equal(act(press("q"), 200), null);
});
