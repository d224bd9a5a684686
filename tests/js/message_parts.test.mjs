import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { messageParts } from "../../commondesk/static/js/pure/message_parts.js";

const vectors = JSON.parse(readFileSync(new URL("../data/message_parts.json", import.meta.url), "utf8"));

for (const { about, body, parts } of vectors) {
  test(about, () => assert.deepEqual(messageParts(body), parts));
}

test("the parts hold the whole text in order", () => {
  for (const { body } of vectors) {
    const whole = messageParts(body).map(({ kind, text }) => (kind === "strong" ? `*${text}*` : text)).join("");
    assert.equal(whole, body.replace(/\r\n?/g, "\n"));
  }
});

test("hostile text of 8,000 characters ends", () => {
  for (const unit of ["https://a)", "https://", "*", "*a ", "(", ")", "https://a.example/(", "a", "\n", "-.", "["]) {
    for (const start of ["", "https://a", "https://a.example/", "*"]) {
      messageParts((start + unit.repeat(8000)).slice(0, 8000));
    }
  }
});
