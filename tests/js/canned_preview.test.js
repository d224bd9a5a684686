import assert from "node:assert/strict";
import { test } from "node:test";

import { filledIn, inserted } from "../../commondesk/static/js/pure/canned_preview.js";

test("known variables are filled in once, and nothing else", () => {
  const values = { patron: "{link}", librarian: "$& Ines" };
  assert.equal(filledIn("Hello {patron}, I am {librarian}. {unknown}", values), "Hello {link}, I am $& Ines. {unknown}");
});

test("without a value the variable goes, together with the space before it", () => {
  assert.equal(filledIn("Hello {patron}, how are you?", {}), "Hello, how are you?");
});

test("a variable is put in where the caret is, in place of what is chosen", () => {
  assert.deepEqual(inserted("Hello XY!", 6, 8, "patron"), { text: "Hello {patron}!", caret: 14 });
});
