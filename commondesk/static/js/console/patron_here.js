/* Who is followed up and has come back: the line says so as long as their page is open, and it fades when it says no more. */

import { desk } from "./desk.js";
import { talks } from "./talks.js";
import { announce } from "./tell.js";
import { t } from "./words.js";

const FADES_AFTER = 40_000; // it is said every 15 seconds

export function patronIsHere({ code }) {
  const talk = talks.get(code);
  if (!talk) return;
  const wasHere = talk.isBack;
  talk.backUntil = Date.now() + FADES_AFTER;
  clearTimeout(talk.fades);
  talk.fades = setTimeout(() => desk.tell("here", { code }), FADES_AFTER + 50);
  if (wasHere || !talk.isBack) return;
  announce(t("patron_is_back", { name: talk.facts.patron_name || t("patron") }));
  desk.tell("here", { code });
}
