/* Canned messages of the server, filled in for one conversation and kept for as long as it is known. */

import { inLanguage } from "../pure/canned.js";
import { api } from "./desk.js";

const asked = new Map();

/** Those every word of `query` is found in, the patron's language first: `{id, name, step, language, filled}`. */
export async function cannedFor(talk, query) {
  const path = `/canned-messages?conversation=${talk.code}&q=${encodeURIComponent(query.trim().slice(0, 80))}`;
  if (!asked.has(path)) asked.set(path, api.get(path));
  try {
    const { canned_messages: found } = await asked.get(path);
    return inLanguage(found, talk.facts.language);
  } catch {
    asked.delete(path);
    return [];
  }
}

/** Those of one step, in the patron's language where there are any in it. */
export async function cannedOfStep(talk, step) {
  const found = (await cannedFor(talk, step)).filter((message) => message.step === step && message.filled);
  const own = found.filter((message) => message.language === talk.facts.language);
  return own.length ? own : found;
}
