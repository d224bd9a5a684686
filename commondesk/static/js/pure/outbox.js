/* What a person has written and the server has not yet confirmed. No DOM, no timers, no network: it decides, others act.

     const outbox = new Outbox({items: kept, random});   // `kept`: outbox.items of before a reload
     outbox.add("Hello")                   // -> {key, body, state, tries, nextAt, why}
     outbox.next(now)                      // -> the item to POST now (it is "sending"), or null
     outbox.answered(key, answer, now)     // answer: {status, slug?, retryAfter?}; status 0: no answer came
     outbox.wakeAt                         // when to ask next() again by itself (ms), or null
     outbox.retry(key) / outbox.retryAll() // a person pressed "Try again" / the line is back
     outbox.confirm(key)                   // seen in the event list, however it got there -> the item, or undefined
     outbox.drop(key)                      // a person gave this one up -> the item, so that its text can be edited

   States: "waiting" (its turn comes by itself), "sending", "failed" (only a person can decide). Sent ones are gone.
   `now` is a clock that only goes forward, such as performance.now(): a computer's time may be put back meanwhile.
   The key never changes, so the same words sent twice are one message. One at a time and in order: what was written
   first arrives first. A message that can never be taken (closed, too long) does not hold up the next. */

import { waitBefore } from "./patience.js";

// Refusals that a second try may change. Anything else from 400 to 499 is final.
const TRANSIENT = new Set([0, 408, 425, 429]);

export class Outbox {
  constructor({ items = [], random = Math.random, newKey = randomKey } = {}) {
    this.random = random;
    this.newKey = newKey;
    this.items = items.map((item) => (item.state === "failed" ? item : { ...item, state: "waiting", nextAt: 0 }));
  }

  add(body) {
    const item = { key: this.newKey(), body, state: "waiting", tries: 0, nextAt: 0, why: "" };
    this.items.push(item);
    return item;
  }

  next(now) {
    const head = this.#head();
    if (!head || head.state === "sending" || head.nextAt > now) return null;
    head.state = "sending";
    return head;
  }

  get wakeAt() {
    const head = this.#head();
    return head && head.state === "waiting" ? head.nextAt : null;
  }

  answered(key, { status, slug = "", retryAfter = 0 }, now) {
    const item = this.#find(key);
    if (!item) return undefined;
    if (status >= 200 && status < 300) return this.confirm(key);
    item.tries += 1;
    item.why = slug;
    if (TRANSIENT.has(status) || status >= 500) {
      item.state = "waiting";
      item.nextAt = now + Math.max(retryAfter * 1000, waitBefore(item.tries, this));
    } else {
      item.state = "failed";
    }
    return item;
  }

  retry(key) {
    const item = this.#find(key);
    if (item && item.state !== "sending") Object.assign(item, { state: "waiting", nextAt: 0, why: "" });
    return item;
  }

  /** Whatever waits may go at once; what failed for good stays with the person. */
  retryAll() {
    for (const item of this.items) if (item.state === "waiting") item.nextAt = 0;
  }

  confirm(key) {
    const item = this.#find(key);
    if (item) this.items = this.items.filter((other) => other !== item);
    return item;
  }

  drop(key) {
    return this.confirm(key);
  }

  #find(key) {
    return this.items.find((item) => item.key === key);
  }

  #head() {
    return this.items.find((item) => item.state !== "failed");
  }
}

/** 22 characters of [A-Za-z0-9_-], 132 bits: the key of a message, a note, a claim. */
export function randomKey() {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return Array.from(crypto.getRandomValues(new Uint8Array(22)), (byte) => letters[byte & 63]).join("");
}
