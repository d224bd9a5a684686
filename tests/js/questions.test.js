import assert from "node:assert/strict";
import { test } from "node:test";

import { another, changed, suggested, toSend, without } from "../../commondesk/static/js/pure/questions.js";

const SUGGESTION = { questions: [{ kind: "reference", read_level: 3, patron_status: "adult", library: "ames", outcome: "answered", topic: "Genealogy" }] };

test("what is suggested is what one key confirms", () => {
  assert.deepEqual(toSend(suggested(SUGGESTION)), SUGGESTION.questions);
});

test("fields that nobody filled in are left out, so that unclassified stays honest", () => {
  const questions = suggested({ questions: [{ kind: "directions", outcome: "answered", read_level: null }] });
  assert.deepEqual(toSend(questions), [{ kind: "directions", outcome: "answered" }]);
});

test("a question without a kind is not sent at all", () => {
  assert.deepEqual(toSend(suggested({ questions: [] })), []);
});

test("a second question keeps the patron's status and library", () => {
  const [, second] = another(suggested(SUGGESTION));
  assert.deepEqual([second.kind, second.patron_status, second.library, second.topic], ["", "adult", "ames", ""]);
});

test("there is always one question, and never more than ten", () => {
  let questions = suggested(SUGGESTION);
  assert.equal(without(questions, 0).length, 1);
  for (let more = 0; more < 14; more += 1) questions = another(questions);
  assert.equal(questions.length, 10);
  assert.equal(without(questions, 4).length, 9);
});

test("a change touches one field of one question", () => {
  const questions = another(suggested(SUGGESTION));
  assert.deepEqual(changed(questions, 1, "kind", "machine").map((question) => question.kind), ["reference", "machine"]);
});
