/* Files on their way to the patron, beside the words, so that a large one holds no message up.

     sendFiles(talk, words, files)
     retryFiles(talk, key) / giveUpFiles(talk, key)   // -> the item, whose files go back into the tray */

import { upload } from "../upload.js";
import { api, desk, messageStrings } from "./desk.js";
import { look, quietly, refresh } from "./fetching.js";

const timers = new Map();

export function sendFiles(talk, words, files) {
  talk.files.add(words).files = files;
  pump(talk);
}

export function retryFiles(talk, key) {
  if (talk.files.retry(key)) pump(talk);
}

export function giveUpFiles(talk, key) {
  const item = talk.files.drop(key);
  changed(talk);
  return item;
}

async function pump(talk) {
  clearTimeout(timers.get(talk.code));
  const item = talk.files.next(performance.now());
  changed(talk);
  if (!item) return waitForTurn(talk);
  const answer = await send(talk, item);
  const kept = talk.files.answered(item.key, answer, performance.now());
  if (kept?.state === "failed") kept.detail = answer.detail;
  if (answer.seq) await look(talk.code, answer.seq).catch(() => {});
  if (answer.slug === "not-claimed" || answer.slug === "closed") quietly(refresh(talk.code));
  return pump(talk);
}

async function send(talk, item) {
  try {
    const token = await api.token();
    const answer = await upload(`/api/v1/conversations/${talk.code}/attachments`, { token, ...item }, (share) => showShare(item, share));
    if (answer.status === 401) api.renewNext();
    return answer.status === 401 ? { status: 0 } : answer;
  } catch {
    return { status: 0 };
  }
}

function showShare(item, share) {
  const state = document.querySelector(`console-log [data-key="${item.key}"] .message-state`);
  if (state && item.state === "sending") state.textContent = `${messageStrings.sending} ${Math.round(share * 100)} %`;
}

function waitForTurn(talk) {
  const at = talk.files.wakeAt;
  if (at !== null) timers.set(talk.code, setTimeout(() => pump(talk), Math.max(50, at - performance.now())));
}

function changed(talk) {
  desk.tell("outbox", { code: talk.code });
}
