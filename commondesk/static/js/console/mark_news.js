/* Marks on conduct that wait for a second look (IN6), for the help desk: a count in the bar; one more is news, no alarm. */

import { call } from "./calls.js";
import { api, desk, page } from "./desk.js";
import { tell } from "./tell.js";
import { t } from "./words.js";

const MOST = 99;
const place = document.querySelector("[data-marks]");
let { newest } = page.marks ?? {};
let under = null;
let again = false;

/** Asked anew whenever the line says so; what changes meanwhile is asked for once more. */
export function markNews() {
  if (!place) return;
  again = Boolean(under);
  under ??= api.get("/marks/to-look-at").then(heard).catch(() => {}).finally(() => {
    under = null;
    if (again) markNews();
  });
}

function heard(found) {
  const { count } = found;
  const isNew = found.newest > newest;
  newest = Math.max(newest, found.newest);
  place.hidden = count === 0;
  document.querySelector("[data-marks-count]").textContent = count > MOST ? `${MOST}+` : count || "";
  desk.tell("marks", { count });
  if (!isNew) return;
  const look = () => location.assign(place.href);
  tell(t("was_marked"), { undo: look, word: t("look_at_it") });
  call("mark", { name: `mark-${newest}`, title: t("was_marked"), tag: "commondesk-marks", open: look });
}
