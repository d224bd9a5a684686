import assert from "node:assert/strict";
import { test } from "node:test";

import { sentenceOf } from "../../commondesk/static/js/pure/sentences.js";
import { stateAfter } from "../../commondesk/static/js/pure/talk_state.js";
import { exactTime, shortTime } from "../../commondesk/static/js/pure/times.js";

const STRINGS = { claimed: "{who} is here.", closed: "{who} has closed it.", "closed.patron": "You have closed it.", librarian: "Librarian" };
const otto = { role: "librarian", name: "Otto", library: "Birch County Library" };

test("a sentence names the person and the library, as far as they are known", () => {
  assert.equal(sentenceOf({ kind: "claimed", by: otto }, STRINGS), "Otto (Birch County Library) is here.");
  assert.equal(sentenceOf({ kind: "claimed", by: { ...otto, library: "" } }, STRINGS), "Otto is here.");
  assert.equal(sentenceOf({ kind: "claimed", by: { role: "librarian", name: "", library: "" } }, STRINGS), "Librarian is here.");
  assert.equal(sentenceOf({ kind: "claimed", by: { ...otto, name: "$& {who}" } }, STRINGS), "$& {who} (Birch County Library) is here.");
});

test("who did it may matter, and an unknown kind says nothing", () => {
  assert.equal(sentenceOf({ kind: "closed", by: { role: "patron", name: "", library: "" } }, STRINGS), "You have closed it.");
  assert.equal(sentenceOf({ kind: "danced", by: otto }, STRINGS), "");
});

test("what was done with a mark is said by its act, and by the first sentence where the act is gone", () => {
  const marks = { marked: "{who} marked it.", "marked.lifted": "{who} lifted it." };
  const said = (data) => sentenceOf({ kind: "marked", by: { ...otto, library: "" }, data }, marks);
  assert.deepEqual([said({ act: "set" }), said({ act: "lifted" }), said({ erased: true })], ["Otto marked it.", "Otto lifted it.", "Otto marked it."]);
});

test("times are the library's, in the reader's language", () => {
  const at = "2026-03-01T19:05:09.123Z";
  assert.equal(shortTime(at, "en", "America/New_York"), "2:05 PM");
  assert.equal(shortTime(at, "es", "America/Chicago"), "1:05 p.m.");
  assert.equal(exactTime(at, "en", "America/New_York"), "March 1, 2026, 2:05 PM");
});

test("events move the state of the talk as the desk does", () => {
  const walk = ["claimed", "message", "released", "claimed", "closed", "reopened", "lost"];
  const states = [];
  walk.reduce((state, kind) => {
    states.push(stateAfter(state, { kind, by: { role: kind === "reopened" ? "patron" : "librarian" } }));
    return states.at(-1);
  }, "waiting");
  assert.deepEqual(states, ["talking", "talking", "waiting", "talking", "closed", "waiting", "closed"]);
  assert.equal(stateAfter("closed", { kind: "reopened", by: otto }), "following_up");
});
