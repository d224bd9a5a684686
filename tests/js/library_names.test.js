import assert from "node:assert/strict";
import { test } from "node:test";

import { labelled } from "../../commondesk/static/js/pure/library_names.js";

const library = (slug, name, city = "", state = "") => ({ slug, name, city, state });

test("a library is told by its name and its town", () => {
  assert.deepEqual(labelled([library("elm", "Elm Library", "Elm", "FL")]), [
    { slug: "elm", name: "Elm Library", place: "Elm, FL", label: "Elm Library, Elm, FL" },
  ]);
  assert.deepEqual(labelled([library("elm", "Elm Library")])[0].label, "Elm Library");
});

test("two of one name in one town are told apart by their address", () => {
  const found = labelled([library("a", "Main", "Elm"), library("b", "Main", "Elm"), library("c", "Main")]);
  assert.deepEqual(found.map(({ label }) => label), ["Main, Elm", "Main, Elm (b)", "Main"]);
  assert.deepEqual(found.map(({ place }) => place), ["Elm", "Elm (b)", ""]);
  assert.equal(labelled([library("a", "Main"), library("b", "Main")])[1].place, "(b)");
});
