import assert from "node:assert/strict";
import { test } from "node:test";

import { alarms, counted, late, leaving, LINE_LOST_MS, mayRing, modesty, rang, REPEAT_MS, titleOf, wants, wentBack } from "../../commondesk/static/js/pure/calls.js";
import { TONES } from "../../commondesk/static/js/pure/tones.js";

const START = Date.UTC(2026, 2, 1, 12, 0, 0);
const at = (seconds) => new Date(START + seconds * 1000).toISOString();
const ms = (seconds) => START + seconds * 1000;
const row = { code: "a", home: "ames", language: "en", waiting_since: at(0), rings_at: at(120), rings_all_at: at(120) };
const ines = { libraries: ["ames"], languages: [], limit: 1, back_at: null };
const otto = { ...ines, libraries: ["birch"] };

test("only what was chosen calls, and in the way that was chosen", () => {
  const calls = { rings: ["sound"], message: [] };
  assert.deepEqual([wants(calls, "rings", "sound"), wants(calls, "rings", "title"), wants(calls, "message", "sound"), wants(calls, "danger", "sound")], [true, false, false, false]);
  assert.equal(wants(undefined, "rings", "sound"), false);
});

test("the title counts the kinds that were chosen for it, and says an alarm apart from the count", () => {
  const calls = { rings: ["title"], message: ["title", "sound"], mention: ["sound"] };
  assert.equal(counted(calls, { rings: 2, message: 3, mention: 4, offer: 1 }), 5);
  assert.equal(titleOf("Desk", 0), "Desk");
  assert.equal(titleOf("Desk", 5), "(5) Desk");
  assert.equal(titleOf("Desk", 5, "Late: 2"), "Late: 2 - (5) Desk");
  assert.equal(titleOf("Desk", 0, "Late: 1"), "Late: 1 - Desk");
});

test("a patron is late from the danger line on, also for whoever has enough, not for whoever is away", () => {
  assert.deepEqual(late([row], ines, ms(89), 90), []);
  assert.deepEqual(late([row], ines, ms(90), 90), [row]);
  assert.deepEqual(late([row], { ...ines, back_at: at(200) }, ms(90), 90), []);
  assert.deepEqual(late([row], { ...ines, back_at: at(80) }, ms(90), 90), [row]);
});

test("nobody is alarmed for whom it does not ring yet", () => {
  assert.deepEqual(late([row], otto, ms(119), 90), []);
  assert.deepEqual(late([row], otto, ms(120), 90), [row]);
});

test("a lost line alarms only for patrons who wait for me in talks of mine", () => {
  const talk = { code: "a", isMine: true, owedSince: at(0), facts: { state: "talking" } };
  const others = [{ ...talk, isMine: false }, { ...talk, owedSince: null }, { ...talk, facts: { state: "following_up" } }];
  assert.deepEqual(leaving([talk, ...others], ms(0), ms(0) + LINE_LOST_MS), [talk]);
  assert.deepEqual(leaving([talk], ms(0), ms(0) + LINE_LOST_MS - 1), []);
  assert.deepEqual(leaving([talk], 0, ms(1000)), []);
});

test("it went back from whoever had claimed it last", () => {
  const claimed = (who) => ({ kind: "claimed", by: who });
  const returned = { kind: "returned", by: {} };
  const isMe = (by) => by === "me";
  assert.equal(wentBack([claimed("other"), claimed("me"), returned], [returned], isMe), true);
  assert.equal(wentBack([claimed("me"), claimed("other"), returned], [returned], isMe), false);
  assert.equal(wentBack([claimed("me"), returned], [], isMe), false);
});

test("an alarm stands until it is seen; when the same patron waits anew it is a new one", () => {
  const now = { late: [row], returned: ["b"], leaving: [{ code: "c" }] };
  const all = alarms(now, {});
  assert.deepEqual(all.map(({ what, kind }) => [what, kind]), [["leaving", "returned"], ["returned", "returned"], ["danger", "danger"]]);
  const seen = Object.fromEntries(all.map(({ key }) => [key, 1]));
  assert.deepEqual(alarms(now, seen), []);
  assert.equal(alarms({ ...now, late: [{ ...row, waiting_since: at(5) }] }, seen).length, 1);
});

test("news rings once, an alarm again after a while, in whichever tab", () => {
  const rung = rang({}, "ring-a", 1000);
  assert.equal(mayRing({}, "ring-a", 1000), true);
  assert.equal(mayRing(rung, "ring-a", 9_999_999), false);
  assert.equal(mayRing(rung, "ring-b", 1000), true);
  const alarm = rang(rung, "alarm-danger", 1000);
  assert.equal(mayRing(alarm, "alarm-danger", 999 + REPEAT_MS, REPEAT_MS), false);
  assert.equal(mayRing(alarm, "alarm-danger", 1000 + REPEAT_MS, REPEAT_MS), true);
});

test("what rang long ago is forgotten", () => {
  assert.deepEqual(rang({ old: 0, young: 3_600_000 }, "now", 3_700_000), { young: 3_600_000, now: 3_700_000 });
});

test("a tab that can be heard goes before one that cannot, and one that is seen before one that is hidden", () => {
  const order = [[true, false], [true, true], [false, false], [false, true]].map(([canSound, hidden]) => modesty({ canSound, hidden }));
  assert.deepEqual(order, [...order].sort((one, other) => one - other));
  assert.equal(order[0], 0);
});

test("news and alarm are told apart by ear, and the alarm is louder", () => {
  const shape = (name) => TONES[name].map(({ pitch }) => pitch);
  const rises = (pitches) => pitches[0] < pitches[1];
  assert.deepEqual([rises(shape("news")), rises(shape("alarm"))], [true, false]);
  assert.ok(Math.min(...TONES.alarm.map(({ volume }) => volume)) > Math.max(...TONES.news.map(({ volume }) => volume)));
});
