import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { test } from "node:test";

import { follow } from "../../commondesk/static/js/follow.js";

const HELLO = 'event: hello\ndata: {"last_seq":0}\n\n';
const frame = (seq) => `id: ${seq}\nevent: event\ndata: {"seq":${seq}}\n\n`;

/** A stream made by hand: the test pushes into it. */
function source() {
  const calls = [];
  const open = (lastId, signal) => {
    const call = { lastId, signal };
    call.body = new ReadableStream({ start: (control) => { call.control = control; } });
    signal.addEventListener("abort", () => { try { call.control.error(new Error("aborted")); } catch { /* ended already */ } });
    call.say = (text) => call.control.enqueue(new TextEncoder().encode(text));
    calls.push(call);
    return Promise.resolve({ status: 200, ok: true, body: call.body });
  };
  return { calls, open };
}

const QUICK = { hello: 40, silence: 60, poll: 10, firstWait: 1, longestWait: 5 };

/** Until it is so; the runner's own time-out speaks when it never is. */
async function until(isSo) {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
}

test("a server that ends the stream is come back to, at the place one had got to", async () => {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.headers["last-event-id"]);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(HELLO + frame(asked.length));
  }).listen(0);
  await once(server, "listening");
  const heard = [];
  const line = follow({
    open: (lastId, signal) => fetch(`http://127.0.0.1:${server.address().port}/`, { headers: { "Last-Event-ID": lastId }, signal }),
    heard: ({ name, data }) => { if (name === "event") heard.push(data.seq); if (heard.length === 3) line.stop(); },
    state: (now) => { if (now === "lost") setTimeout(() => line.nudge(), 1); },
  });
  while (heard.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  server.close();
  assert.deepEqual(heard, [1, 2, 3]);
  assert.deepEqual(asked, ["", "1", "2"]);
});

test("silence is a broken line", async () => {
  const { calls, open } = source();
  const states = [];
  const line = follow({ open, heard: () => {}, state: (now) => states.push(now), times: QUICK });
  await until(() => calls.length === 1);
  calls[0].say(HELLO);
  await until(() => calls.length === 2);
  assert.equal(calls[0].signal.aborted, true);
  assert.deepEqual(states, ["connecting", "open", "lost"]);
  line.stop();
});

test("a nudge after a sleep gives up a line that should have said something", async ({ mock }) => {
  const { calls, open } = source();
  const states = [];
  const times = { ...QUICK, silence: 10000, fresh: 20000 };
  const line = follow({ open, heard: () => {}, state: (now) => states.push(now), times });
  await until(() => calls.length === 1);
  calls[0].say(HELLO);
  await until(() => states.includes("open"));
  line.nudge();
  const wasAborted = calls[0].signal.aborted;
  const woken = Date.now() + 21000;
  mock.method(Date, "now", () => woken);
  line.nudge();
  const isAborted = calls[0].signal.aborted;
  line.stop();
  assert.deepEqual([wasAborted, isAborted], [false, true]);
});

test("a stream without hello is polled instead", async () => {
  const { calls, open } = source();
  const states = [];
  let polls = 0;
  const line = follow({ open, heard: () => {}, state: (now) => states.push(now), poll: async () => { polls += 1; }, times: QUICK });
  await until(() => polls === 3);
  assert.equal(calls.length, 1);
  line.stop();
  await until(() => states.includes("ended"));
  assert.deepEqual([...new Set(states)], ["connecting", "polling", "ended"]);
});

test("a token that is no longer good ends it, any other failure does not", async () => {
  const statuses = [503, 0, 404, 200];
  const states = [];
  const open = () => {
    const status = statuses.shift();
    return status ? Promise.resolve({ status, ok: false, body: null }) : Promise.reject(new TypeError("no line"));
  };
  follow({ open, heard: () => {}, state: (now) => states.push(now), times: QUICK });
  await until(() => states.includes("ended"));
  assert.deepEqual(states, ["connecting", "lost", "lost", "ended"]);
  assert.deepEqual(statuses, [200]);
});

test("an end whose reason is final is the end, and a reset starts again from nothing", async () => {
  const { calls, open } = source();
  const names = [];
  const states = [];
  const comesBack = (reason) => reason === "restart";
  follow({ open, heard: ({ name }) => names.push(name), state: (now) => states.push(now), comesBack, times: QUICK });
  await until(() => calls.length === 1);
  calls[0].say(`${HELLO}${frame(9)}event: reset\ndata: {}\n\nevent: end\ndata: {"reason":"restart"}\n\n`);
  await until(() => names.includes("end"));
  calls[0].control.close();
  await until(() => calls.length === 2);
  assert.equal(calls[1].lastId, "");
  calls[1].say(`${HELLO}event: end\ndata: {"reason":"erased"}\n\n`);
  await until(() => states.includes("ended"));
  assert.equal(calls.length, 2);
  assert.deepEqual(names, ["hello", "event", "reset", "end", "hello", "end"]);
});

test("a frame that is no JSON is a broken line, not the end", async () => {
  const { calls, open } = source();
  const line = follow({ open, heard: () => {}, times: QUICK });
  await until(() => calls.length === 1);
  calls[0].say("event: hello\ndata: {half\n\n");
  await until(() => calls.length === 2);
  line.stop();
});

test("a desk's stream greets with its snapshot", async () => {
  const { calls, open } = source();
  const states = [];
  const line = follow({ open, heard: () => {}, state: (now) => states.push(now), greeting: "snapshot", times: QUICK });
  await until(() => calls.length === 1);
  calls[0].say("event: snapshot\ndata: {}\n\n");
  await until(() => states.includes("open"));
  line.stop();
});
