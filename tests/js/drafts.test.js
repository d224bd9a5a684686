import assert from "node:assert/strict";
import { test } from "node:test";

import { drafts, forgetAll, hasAny } from "../../commondesk/static/js/pure/drafts.js";

class Storage {
  #kept = new Map();
  get length() {
    return this.#kept.size;
  }
  key(index) {
    return [...this.#kept.keys()][index] ?? null;
  }
  getItem(name) {
    return this.#kept.get(name) ?? null;
  }
  setItem(name, value) {
    this.#kept.set(name, String(value));
  }
  removeItem(name) {
    this.#kept.delete(name);
  }
}

const refusing = { get length() { throw new Error("denied"); }, getItem() { throw new Error("denied"); }, setItem() { throw new Error("full"); } };

test("a draft survives a reload", () => {
  const storage = new Storage();
  drafts(storage, 3).keep("abcd1234", "Let me look", true);
  assert.deepEqual(drafts(storage, 3).get("abcd1234"), { text: "Let me look", asNote: true });
});

test("another librarian at the same computer does not see it", () => {
  const storage = new Storage();
  drafts(storage, 3).keep("abcd1234", "Let me look", false);
  assert.equal(drafts(storage, 4).has("abcd1234"), false);
});

test("an emptied composer leaves nothing behind", () => {
  const storage = new Storage();
  const own = drafts(storage, 3);
  own.keep("abcd1234", "Let me look", false);
  own.keep("abcd1234", "  \n", false);
  assert.equal(storage.length, 0);
  assert.equal(own.has("abcd1234"), false);
});

test("signing out forgets all drafts and nothing else", () => {
  const storage = new Storage();
  storage.setItem("theme", "dark");
  drafts(storage, 3).keep("abcd1234", "one", false);
  drafts(storage, 4).keep("efgh5678", "two", false);
  forgetAll(storage);
  assert.deepEqual([storage.length, storage.key(0)], [1, "theme"]);
});

test("where storage is refused drafts live in memory and nothing breaks", () => {
  const own = drafts(refusing, 3);
  own.keep("abcd1234", "Let me look", false);
  assert.equal(own.get("abcd1234").text, "Let me look");
  assert.doesNotThrow(() => forgetAll(refusing));
});

test("a spoilt entry is an empty draft", () => {
  const storage = new Storage();
  storage.setItem("commondesk-draft:3:abcd1234", "{not json");
  assert.deepEqual(drafts(storage, 3).get("abcd1234"), { text: "", asNote: false });
});

test("what was written and not yet kept by the server survives a reload with its key", () => {
  const storage = new Storage();
  const items = [{ key: "k".repeat(22), body: "Let me look", state: "sending" }];
  drafts(storage, 3).keepUnsent("abcd1234", items);
  assert.deepEqual(drafts(storage, 3).unsent("abcd1234"), items);
  drafts(storage, 3).keepUnsent("abcd1234", []);
  assert.equal(storage.length, 0);
});

test("two tabs agree on what was begun", () => {
  const storage = new Storage();
  const [one, other] = [drafts(storage, 3), drafts(storage, 3)];
  one.keep("abcd1234", "half a thought", false);
  other.keep("abcd1234", "half a thought and more", false);
  assert.equal(one.get("abcd1234").text, "half a thought and more");
  other.keep("abcd1234", "", false);
  assert.equal(one.has("abcd1234"), false);
});

test("it is known whether signing out would take words with it", () => {
  const storage = new Storage();
  storage.setItem("theme", "dark");
  assert.equal(hasAny(storage), false);
  drafts(storage, 3).keep("abcd1234", "half a thought", false);
  assert.equal(hasAny(storage), true);
  assert.equal(hasAny(refusing), false);
});
