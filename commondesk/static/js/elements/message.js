/* The one drawing of an event, for patron and console; templates/_message.html draws the same (a test compares them).

     drawMessage(event, {mine, strings, language, zone})  // -> <li class="message ...">; null for a kind without words
     drawPending({key, body}, {strings})                  // -> the same for a message under way, with its state
     showState(li, "sending" | "waiting" | "failed" | "", strings)  // changes only the words, so nothing is read twice
     showCorrection(li, event, strings)   // the message of `li` with the words of the event that corrects it

   `files` of the settings is the address below which this reader fetches files; without it they are named only.

   `event` is the contract's. `strings` is the JSON block "message-strings" (web/message_strings.py): sentences with
   {who}. Only text nodes are made from what people wrote, never HTML. */

import { exactTime, shortTime } from "../pure/times.js";
import { messageParts } from "../pure/message_parts.js";
import { sentenceOf } from "../pure/sentences.js";

export function drawMessage(event, { mine = false, strings, language, zone, files = "" }) {
  const at = { iso: event.at, short: shortTime(event.at, language, zone), exact: exactTime(event.at, language, zone) };
  if (event.kind === "message" || event.kind === "note") return said(event, at, mine, strings, files);
  const sentence = sentenceOf(event, strings);
  if (!sentence) return null;
  const li = make("li", "message message-system", { "data-seq": event.seq, "data-kind": event.kind });
  li.append(make("span", "message-sentence", {}, sentence), " ", timeOf(at));
  return li;
}

export function drawPending({ key, body, files = [] }, { strings }) {
  const li = make("li", "message message-mine", { "data-key": key, "data-kind": "message" });
  const by = make("p", "message-by");
  by.append(make("span", "message-name", {}, strings.you));
  li.append(by);
  if (body) li.append(bodyOf({ body }, strings));
  if (files.length) li.append(filesOf(files, ""));
  li.append(make("p", "message-state"));
  return li;
}

export function showCorrection(li, event, strings) {
  li.querySelector(".message-body")?.replaceWith(bodyOf(event, strings));
  if (!li.querySelector(".message-corrected")) li.querySelector(".message-body")?.after(correctedMark(strings));
}

export function showState(li, state, strings) {
  li.dataset.state = state;
  li.querySelector(".message-state").textContent = strings[state] ?? "";
}

function said(event, at, mine, strings, files) {
  const kinds = `message${mine ? " message-mine" : ""}${event.kind === "note" ? " message-note" : ""}`;
  const li = make("li", kinds, { "data-seq": event.seq, "data-kind": event.kind });
  li.append(byLine(event.by, at, mine, strings));
  if (event.body !== "") li.append(bodyOf(event, strings));
  if (event.corrected) li.append(correctedMark(strings));
  if (event.data?.attachments?.length) li.append(filesOf(event.data.attachments, files));
  if (event.data?.masked?.length) li.append(make("p", "message-masked", {}, strings.masked));
  return li;
}

function correctedMark(strings) {
  return make("p", "message-corrected", {}, strings["is corrected"]);
}

function filesOf(files, below) {
  const list = make("ul", "message-files");
  for (const { id, name, size } of files) {
    const file = below ? make("a", "message-file", { href: below + id, download: name }) : make("bdi", "message-file", {}, name);
    if (below) file.append(make("bdi", "", {}, name));
    const li = make("li");
    li.append(file, " ", make("span", "message-size", {}, sizeOf(size)));
    list.append(li);
  }
  return list;
}

/** As web/drawn.py says it. */
export function sizeOf(size) {
  if (size < 1e6) return `${Math.max(1, Math.floor((size + 500) / 1000))} kB`;
  const tenths = Math.floor((size + 50_000) / 100_000);
  return `${Math.floor(tenths / 10)}.${tenths % 10} MB`;
}

function byLine(by, at, mine, strings) {
  const line = make("p", "message-by");
  line.append(make("span", "message-name", {}, mine ? strings.you : by.name || strings[by.role] || ""));
  if (by.library) line.append(" ", make("span", "message-library", {}, by.library));
  line.append(" ", timeOf(at));
  return line;
}

function bodyOf(event, strings) {
  const body = make("div", "message-body", { dir: "auto" });
  if (event.body === null || event.body === undefined) body.append(make("em", "", {}, strings.emptied));
  else body.append(...messageParts(event.body).map(drawPart));
  return body;
}

function drawPart({ kind, text, href }) {
  if (kind === "break") return make("br");
  if (kind === "strong") return make("strong", "", {}, text);
  if (kind === "link") return make("a", "", { href, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, text);
  return document.createTextNode(text);
}

function timeOf({ iso, short, exact }) {
  return make("time", "", { datetime: iso, title: exact }, short);
}

function make(tag, className = "", attributes = {}, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.append(text);
  return element;
}
