/* Typing both ways: at most every three seconds we say that we write; what the patron does fades after six. */

import { api, desk } from "./desk.js";
import { talks } from "./talks.js";

const SAY_EVERY = 3000;
const FADES_AFTER = 6000;
const saidAt = new Map();

export function sayTyping(code) {
  if (Date.now() < (saidAt.get(code) ?? 0) + SAY_EVERY) return;
  saidAt.set(code, Date.now());
  api.open(`/conversations/${code}/typing`, { method: "POST", body: {} }).catch(() => {});
}

/** After a message is sent the next letter is news again. */
export function stopTyping(code) {
  saidAt.delete(code);
}

export function patronTypes({ code, typing = true }) {
  const talk = talks.get(code);
  if (!talk) return;
  talk.typingUntil = typing ? Date.now() + FADES_AFTER : 0;
  desk.tell("typing", { code });
}
