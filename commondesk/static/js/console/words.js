/* The words of the page, in the reader's language: rendered by the template, never written in a script.

     t("claim")                     // "Claim"
     t("unread", {count: 2})        // {"one": "...", "other": "..."} is chosen by the language's own plural
     block("desk-data")             // any other JSON block of the page */

import { bring } from "../pure/brought_times.js";
import { momentOf } from "../pure/moment.js";
import { dateOf as dateIn, dayOf, exactTime, shortTime } from "../pure/times.js";

const words = block("desk-words");
const plural = new Intl.PluralRules(document.documentElement.lang);

export function block(id) {
  return JSON.parse(document.getElementById(id)?.textContent || "{}");
}

export function t(name, values = {}) {
  const found = words[name] ?? name;
  const text = typeof found === "string" ? found : found[plural.select(values.count)] ?? found.other;
  return text.replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
}

/** Times of this page are on the wall clock of the librarian's own library. */
const { language, zone } = { language: document.documentElement.lang, zone: block("desk-data").me.zone };
if (block("desk-data").names) bring(language, block("desk-data").names);

export const place = { language, zone };
export const clockTime = (at) => shortTime(at, language, zone);
export const moment = (at, now) => momentOf(at, now, language, zone);
export const exactly = (at) => exactTime(at, language, zone);
export const dateOf = (at) => dateIn(at, language, zone);
export const day = (at) => dayOf(at, language, zone);
