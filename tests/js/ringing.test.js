import assert from "node:assert/strict";
import { test } from "node:test";

import { isOnCall, ringing, ringsAt } from "../../commondesk/static/js/pure/ringing.js";

const at = (seconds) => new Date(Date.UTC(2026, 2, 1, 12, 0, seconds)).toISOString();
const ms = (seconds) => Date.parse(at(seconds));
const row = { code: "a", home: "ames", language: "en", waiting_since: at(0), rings_at: at(40), rings_all_at: at(40) };
const ines = { libraries: ["ames"], languages: [], limit: null, back_at: null };
const otto = { libraries: ["birch"], languages: ["es"], limit: null, back_at: null };

test("the own library rings at once, the others when their turn has come", () => {
  assert.equal(ringsAt(row, ines), ms(0));
  assert.equal(ringsAt(row, otto), ms(40));
  assert.deepEqual(ringing([row], otto, ms(39), 0), []);
  assert.deepEqual(ringing([row], otto, ms(40), 0), [row]);
});

test("whoever speaks the language rings before those who do not", () => {
  const spanish = { ...row, home: null, language: "es", rings_at: at(0), rings_all_at: at(40) };
  assert.deepEqual([ringsAt(spanish, otto), ringsAt(spanish, ines)], [ms(0), ms(40)]);
  const own = { ...spanish, home: "ames", rings_at: at(40), rings_all_at: at(80) };
  assert.equal(ringsAt(own, ines), ms(40));
});

test("nobody rings where one is away for some minutes, or has enough", () => {
  assert.equal(isOnCall({ ...otto, back_at: at(300) }, ms(299), 0), false);
  assert.equal(isOnCall({ ...otto, back_at: at(300) }, ms(300), 0), true);
  assert.equal(isOnCall({ ...otto, limit: 3 }, ms(0), 3), false);
  assert.equal(isOnCall({ ...otto, limit: 3 }, ms(0), 2), true);
});
