import assert from "node:assert/strict";
import { test } from "node:test";

import { figures, level, secondsSince, serverClock } from "../../commondesk/static/js/pure/waiting_clock.js";

const UNITS = { h: "h", d: "d" };

test("short waits are minutes and seconds, long ones hours, then days", () => {
  const shown = [0, 7, 52, 95, 250, 3599, 3600, 7300, 172799, 172800].map((seconds) => figures(seconds, UNITS));
  assert.deepEqual(shown, ["0:00", "0:07", "0:52", "1:35", "4:10", "59:59", "1 h", "2 h", "47 h", "2 d"]);
});

test("a wait is due at its limit and late at its danger line", () => {
  const limits = { due: 60, late: 90 };
  assert.deepEqual([59, 60, 89, 90, 4000].map((seconds) => level(seconds, limits)), ["calm", "due", "due", "late", "late"]);
});

test("without limits nothing is ever late", () => {
  assert.equal(level(1e9, {}), "calm");
});

test("a time that lies ahead counts as now, so that a clock a little off never shows less than nothing", () => {
  assert.equal(secondsSince("2026-03-01T12:00:10.000Z", Date.parse("2026-03-01T12:00:00.000Z")), 0);
});

test("clocks count by the server's time even where this computer is a day off", () => {
  const now = serverClock("2026-03-02T12:00:00.000Z", Date.parse("2026-03-01T12:00:00.000Z"));
  assert.equal(Math.round((now() - Date.now()) / 3_600_000), 24);
});

test("an unreadable server time leaves this computer's clock as it is", () => {
  assert.ok(Math.abs(serverClock("")() - Date.now()) < 1000);
});
