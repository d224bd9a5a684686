import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { present } from "../../commondesk/static/js/push.js";

const OURS = "BPf_-w";
const found = (raw) => ({
  options: { applicationServerKey: raw && new Uint8Array(raw).buffer },
  toJSON: () => ({ endpoint: "https://push.example/1", keys: { p256dh: "p", auth: "a" } }),
});
let subscription = null;

/** A browser that has been allowed to show notices, as far as push.js asks for it. */
beforeEach(() => {
  const registration = { pushManager: { getSubscription: async () => subscription } };
  const serviceWorker = { getRegistration: async () => registration };
  globalThis.window = globalThis;
  globalThis.Notification = { permission: "granted" };
  globalThis.PushManager = {};
  Object.defineProperty(globalThis, "navigator", { value: { serviceWorker }, configurable: true });
});

afterEach(() => { delete globalThis.window; });

test("a subscription made with our key is present, as the server is told of it", async () => {
  subscription = found([0x04, 0xf7, 0xff, 0xfb]);
  assert.deepEqual(await present(OURS), { endpoint: "https://push.example/1", p256dh: "p", auth: "a" });
});

test("one made with a key of before is none: no push service would take what we send there", async () => {
  subscription = found([0x04, 0xf7, 0xff, 0xfa]);
  assert.equal(await present(OURS), null);
});

test("a browser that does not say with which key is believed", async () => {
  subscription = found(null);
  assert.notEqual(await present(OURS), null);
});

test("where nothing was turned on nothing is present", async () => {
  subscription = null;
  assert.equal(await present(OURS), null);
});
