import assert from "node:assert/strict";
import test from "node:test";

import { called, calling, stillCalled } from "../../commondesk/static/js/pure/calling.js";

test("a name being typed after @ is found at the caret, an address is none", () => {
  assert.deepEqual(calling("Hello @Ot", 9), { start: 6, query: "Ot" });
  assert.deepEqual(calling("@", 1), { start: 0, query: "" });
  assert.deepEqual(calling("(@Otto L", 8), { start: 1, query: "Otto L" });
  assert.equal(calling("mail otto@birch.example", 23), null);
  assert.equal(calling("@Otto was here today", 20), null);
});

test("the name takes the place of what was typed", () => {
  assert.deepEqual(called("Hi @ot there", 6, { start: 3 }, "Otto"), { text: "Hi @Otto  there", caret: 9 });
});

test("whose name was taken out again is not called", () => {
  const chosen = [{ id: 1, name: "Otto" }, { id: 2, name: "Noor" }];
  assert.deepEqual(stillCalled("@Noor, please", chosen), [2]);
});
