import assert from "node:assert/strict";
import { test } from "node:test";

import { SseParser } from "../../commondesk/static/js/pure/sse.js";

const STREAM = 'retry: 1500\n\nevent: hello\ndata: {"last_seq":2}\n\n: quiet\n\nid: 2\nevent: event\ndata: {"seq":2}\n\n';

test("events come whole, with name, data and id", () => {
  const parser = new SseParser();
  assert.deepEqual(parser.push(STREAM), [
    { name: "hello", data: '{"last_seq":2}', id: "" },
    { name: "event", data: '{"seq":2}', id: "2" },
  ]);
  assert.equal(parser.retry, 1500);
});

test("the pieces of a stream may be cut anywhere, in any line ending", () => {
  for (const ending of ["\n", "\r", "\r\n"]) {
    const stream = STREAM.replaceAll("\n", ending);
    const whole = new SseParser().push(stream + ending);
    for (let cut = 0; cut < stream.length; cut += 1) {
      const parser = new SseParser();
      const pieces = [...parser.push(stream.slice(0, cut)), ...parser.push(stream.slice(cut)), ...parser.push(ending)];
      assert.deepEqual(pieces, whole, `cut at ${cut} with ${JSON.stringify(ending)}`);
    }
    const letters = new SseParser();
    assert.deepEqual([...stream, ending].flatMap((letter) => letters.push(letter)), whole);
  }
});

test("data lines are joined, unknown fields skipped, and an event without data is none", () => {
  const parser = new SseParser();
  assert.deepEqual(parser.push("event: beat\n\ncolour: red\ndata: a\ndata:b\ndata\n\n"), [{ name: "message", data: "a\nb\n", id: "" }]);
});

test("a byte order mark, an id with NUL and a retry that is no number do no harm", () => {
  const parser = new SseParser();
  assert.deepEqual(parser.push("\uFEFFdata: x\nid: a\0b\nretry: soon\n\n"), [{ name: "message", data: "x", id: "" }]);
  assert.equal(parser.retry, null);
});
