/* What follows a talk: going on by e-mail, or here again; referring it. Each is true when it is done; what is wrong is
   said in the dialog, at `wrong`. */

import { attempt } from "./acts.js";
import { api, desk } from "./desk.js";
import { look } from "./fetching.js";
import { remember } from "./talks.js";
import { tell } from "./tell.js";
import { t } from "./words.js";

/** `said` is {message, email?, key}. */
export async function goOnByMail(code, said, wrong) {
  const facts = await attempt(() => api.post(`/conversations/${code}/email`, said), wrong);
  if (!facts) return false;
  await agree(code, facts);
  tell(t(facts.has_address ? "goes_on_by_mail" : "goes_on_by_code"), { undo: () => goOnHere(code), word: t("go_on_here") });
  return true;
}

/** The patron is back. */
export async function goOnHere(code) {
  const facts = await attempt(() => api.delete(`/conversations/${code}/email`));
  if (facts) await agree(code, facts);
}

/** `said` is {to: {library} or {place: {name, contact}}, why, reason, email?, key}. */
export async function refer(code, said, wrong) {
  const facts = await attempt(() => api.post(`/conversations/${code}/refer`, said), wrong);
  if (!facts) return false;
  await agree(code, facts);
  tell(t(said.to.library ? "referred" : "recommended"));
  return true;
}

async function agree(code, facts) {
  remember(code, facts);
  await look(code).catch(() => {});
  desk.tell("facts", { code });
  desk.tell("mine");
}
