import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const streams = [];
let signs = 0;

beforeEach(() => {
  signs = 0;
  globalThis.window = new EventTarget();
  globalThis.document = Object.assign(new EventTarget(), { hidden: true });
});

/** How many signs a talk that waits gives while its line beats `count` times. */
async function signsOfLife(count, talk) {
  const { followTalk } = await import("../../commondesk/static/js/patron/line.js");
  const body = new ReadableStream({ start: (control) => streams.push(control) });
  let over;
  const ended = new Promise((resolve) => { over = resolve; });
  const line = followTalk({
    state: "waiting",
    isLeft: true, // there is no page to load again
    leave: () => over(),
    list: { lastSeq: 0 },
    part: () => ({ hidden: true }),
    async call(path) {
      if (path === "here") signs += 1;
      return path === "here" ? { ok: true } : { status: 200, ok: true, body };
    },
    ...talk,
  });
  while (!streams.length) await new Promise((resolve) => setTimeout(resolve, 1));
  const says = (name, data) => `event: ${name}\ndata: ${data}\n\n`;
  streams.pop().enqueue(new TextEncoder().encode(says("beat", "{}").repeat(count) + says("end", '{"reason":"erased"}')));
  await ended;
  line.stop();
  return signs;
}

test("whoever waits gives a sign at each beat, also out of sight", async () => {
  assert.equal(await signsOfLife(4, {}), 4);
});

test("out of sight and told on the device it is seldom, so that what happens then is told", async () => {
  assert.equal(await signsOfLife(4, { isTold: true }), 1);
});

test("in sight it is each time", async () => {
  globalThis.document.hidden = false;
  assert.equal(await signsOfLife(4, { isTold: true }), 4);
});
