import assert from "node:assert/strict";
import { test } from "node:test";

import { bring } from "../../commondesk/static/js/pure/brought_times.js";
import { dateOf, dayOf, shortTime } from "../../commondesk/static/js/pure/times.js";

const AT = "2026-03-02T19:05:09Z";
const told = (language) => [dayOf, dateOf, shortTime].map((tell) => tell(AT, language, "America/Chicago"));

test("times are told as the United States write the language", () => {
  assert.deepEqual(told("en"), ["Monday, March 2", "March 2, 2026", "1:05 PM"]);
  assert.deepEqual(told("es"), ["lunes, 2 de marzo", "2 de marzo de 2026", "1:05 p.m."]);
});

test("a language with a region of its own is told all the same", () => {
  assert.match(dateOf(AT, "pt-br", "America/Chicago"), /março/);
});

test("what browsers do not know is told by the names that the page brings", () => {
  bring("ht", { Monday: "lendi", March: "mas" });
  assert.deepEqual(told("ht"), ["lendi 2 mas", "2 mas 2026", "1:05 PM"]);
});
