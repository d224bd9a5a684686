import assert from "node:assert/strict";
import { test } from "node:test";

import { accept, inLanguage, trigger } from "../../commondesk/static/js/pure/canned.js";

test("a slash at the beginning of a line asks for canned messages", () => {
  assert.deepEqual(trigger("/gre", 4), { start: 0, query: "gre" });
  assert.deepEqual(trigger("Good morning.\n/still se", 23), { start: 14, query: "still se" });
  assert.deepEqual(trigger("/", 1), { start: 0, query: "" });
});

test("a slash inside a line is only a slash", () => {
  assert.equal(trigger("and/or", 6), null);
  assert.equal(trigger("see https://ames.example/hours", 30), null);
  assert.equal(trigger("/later", 0), null);
  assert.equal(trigger("", 0), null);
});

test("accepting puts the message in the place of what was typed and keeps the rest", () => {
  const typed = "Good morning.\n/still\nKind regards";
  const caret = typed.indexOf("\nKind");
  const { text, caret: then } = accept(typed, caret, trigger(typed, caret), "Still searching.");
  assert.equal(text, "Good morning.\nStill searching.\nKind regards");
  assert.equal(text.slice(0, then), "Good morning.\nStill searching.");
});

test("messages in the patron's language come first", () => {
  const messages = [{ name: "a", language: "en" }, { name: "b", language: "es" }, { name: "c", language: "en" }];
  assert.deepEqual(inLanguage(messages, "es").map((message) => message.name), ["b", "a", "c"]);
});
