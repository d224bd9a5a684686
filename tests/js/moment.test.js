import assert from "node:assert/strict";
import { test } from "node:test";

import { momentOf } from "../../commondesk/static/js/pure/moment.js";

const NOW = Date.parse("2026-03-02T15:00:00Z");
const moment = (iso, zone) => momentOf(iso, NOW, "en", zone);

test("what was today is told by its hour, what was before by its date as well", () => {
  assert.equal(moment("2026-03-02T14:05:09Z", "America/New_York"), "9:05 AM");
  assert.equal(moment("2026-03-01T14:05:09Z", "America/New_York"), "March 1, 2026, 9:05 AM");
});

test("a day begins at midnight of the library", () => {
  assert.equal(moment("2026-03-02T05:30:00Z", "America/New_York"), "12:30 AM");
  assert.equal(moment("2026-03-02T05:30:00Z", "America/Chicago"), "March 1, 2026, 11:30 PM");
});
