/* Putting right what one has just said to a patron: for a minute, by a button or the arrow up.

     offerCorrection(li, event, talk)   // the button below one's own message, while there is time
     lastWords(talk)                    // my last message that can still be corrected, or undefined
     await sendCorrection(talk, event, words, key)   // -> the refusal's sentence, "" when it is done */

import { withCorrections } from "../pure/corrections.js";
import { isBy } from "../pure/talk_facts.js";
import { api, desk, me, messageStrings, now } from "./desk.js";
import { h } from "./dom.js";
import { look } from "./fetching.js";

// A little less than the minute of the server.
const CORRECTABLE = 57_000;

export function offerCorrection(li, event, talk) {
  const left = timeLeft(event);
  if (left <= 0 || !talk?.isWithMe) return;
  const ask = () => desk.tell("write", { mode: "correct", event: asItReads(talk, event) });
  const button = h("button", { type: "button", class: "button-plain message-correct", onclick: ask }, messageStrings.correct);
  li.append(button);
  setTimeout(() => button.remove(), left);
}

export function lastWords(talk) {
  const mine = talk.list.events.filter((event) => isMine(event) && timeLeft(event) > 0).pop();
  return mine && asItReads(talk, mine);
}

export async function sendCorrection(talk, { seq }, words, key) {
  try {
    const answer = await api.post(`/conversations/${talk.code}/messages/${seq}/correct`, { key, body: words });
    await look(talk.code, answer.seq).catch(() => {});
    return "";
  } catch (problem) {
    return problem.sentence;
  }
}

function asItReads(talk, event) {
  return withCorrections(talk.list.events).find(({ seq }) => seq === event.seq);
}

function isMine(event) {
  return event.kind === "message" && Boolean(event.body) && event.by.role === "librarian" && isBy(event.by, me);
}

function timeLeft(event) {
  return isMine(event) ? Date.parse(event.at) + CORRECTABLE - now() : 0;
}
