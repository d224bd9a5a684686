/* The words of the page, in the reader's language: rendered by the template, never written in a script.

     t("claim")                     // "Claim"
     t("waiting", {count: 2})       // {"one": "...", "other": "..."} is chosen by the language's own plural
     block("desk-data")             // any other JSON block of the page */

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

/** A time of day on the reader's wall clock, and the exact moment for hovering and for screen readers. */
const timeOfDay = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
const exactly = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeStyle: "medium" });

export const clockTime = (at) => timeOfDay.format(new Date(at));
export const exactTime = (at) => exactly.format(new Date(at));
