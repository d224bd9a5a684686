import assert from "node:assert/strict";
import { test } from "node:test";

import { lastWord, owedSince, unread } from "../../commondesk/static/js/pure/last_word.js";

const at = (minute) => `2026-03-01T12:${String(minute).padStart(2, "0")}:00.000Z`;
const said = (seq, role, kind = "message") => ({ seq, at: at(seq), kind, by: { role }, body: `word ${seq}` });

const TALK = [said(1, "patron"), said(2, "librarian", "claimed"), said(3, "librarian"), said(4, "patron"), said(5, "patron"), said(6, "librarian", "note")];

test("unread counts what the patron said after the mark, not our own words or notes", () => {
  assert.deepEqual([0, 3, 4, 6].map((mark) => unread(TALK, mark)), [3, 2, 1, 0]);
});

test("the last word is a message, never a note", () => {
  assert.equal(lastWord(TALK).seq, 5);
  assert.equal(lastWord([]), null);
});

test("the patron waits since the first message we have not answered", () => {
  assert.equal(owedSince(TALK), at(4));
  assert.equal(owedSince([...TALK, said(7, "librarian")]), null);
});
