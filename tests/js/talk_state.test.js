import assert from "node:assert/strict";
import { test } from "node:test";

import { isOpen, stateAfter } from "../../commondesk/static/js/pure/talk_state.js";

const librarian = { role: "librarian", name: "Ines", library: "Ames Public Library" };
const patron = { role: "patron", name: "Pia", library: "" };
const happens = (state, kind, to, by = librarian) => stateAfter(state, { kind, by, data: to ? { to: { kind: to } } : {} });

test("a talk is followed up and becomes a talk again", () => {
  assert.equal(happens("talking", "followed_up", "email"), "following_up");
  assert.equal(happens("following_up", "resumed"), "talking");
});

test("referred to a library it waits; told of a place elsewhere nothing changes", () => {
  assert.equal(happens("talking", "referred", "library"), "waiting");
  assert.equal(happens("talking", "referred", "place"), "talking");
  assert.equal(happens("talking", "referred"), "talking");
});

test("handed to a queue it waits, handed to a person it goes on", () => {
  assert.deepEqual([happens("talking", "transferred", "queue"), happens("talking", "transferred", "person")], ["waiting", "talking"]);
});

test("who re-opens it decides whether it waits", () => {
  assert.deepEqual([happens("closed", "reopened"), happens("closed", "reopened", null, patron)], ["following_up", "waiting"]);
});

test("only what is closed is not open, and kinds nobody knows change nothing", () => {
  assert.deepEqual([isOpen(happens("talking", "closed")), isOpen(happens("talking", "sparkled"))], [false, true]);
});
