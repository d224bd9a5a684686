/* What staff say to staff in a conversation: asides are fetched apart from its events, for only those named may read
   them; and who was relieved by the help desk is told why. */

import { api, desk, me } from "./desk.js";
import { route, show } from "./route.js";
import { talks } from "./talks.js";
import { tell } from "./tell.js";
import { t } from "./words.js";

const FRESH_MS = 120_000;
const told = new Set();

export function startAsides() {
  desk.on("talk", ({ code, fresh }) => {
    if (fresh.some(({ kind }) => kind === "aside")) fetchAsides(code);
    for (const event of fresh) if (event.data?.stepped_in && event.data.from === me.id) tellRelieved(code, event);
  });
  desk.on("open", () => begin(route.code));
  for (const talk of talks.mine()) begin(talk.code);
  begin(route.code);
}

/** Those that stood there before anybody listened. */
function begin(code) {
  const talk = talks.get(code);
  const lacking = talk?.list.events.some(({ kind, data }) => kind === "aside" && !talk.asides.has(data.aside));
  if (lacking) fetchAsides(code);
}

async function fetchAsides(code) {
  const talk = talks.get(code);
  const answer = await api.get(`/conversations/${code}/asides`).catch(() => null);
  if (!answer || !talk) return;
  const fresh = answer.asides.filter(({ id }) => !talk.asides.has(id));
  for (const aside of answer.asides) talk.asides.set(aside.id, aside);
  if (fresh.length) desk.tell("asides", { code });
  for (const aside of fresh) if (!aside.mine && isNew(aside)) tellAside(code, aside);
}

/** News, no alarm: said once; what is open shows it anyway. */
function tellAside(code, { id, by, body }) {
  if (told.has(id)) return;
  told.add(id);
  const sentence = t("aside_for_me", { name: by.name, body: (body ?? "").slice(0, 200) });
  if (route.code === code) tell(sentence);
  else tell(sentence, { undo: () => show(code), word: t("open_it") });
}

function tellRelieved(code, { by, body, at }) {
  if (!isNew({ at })) return;
  tell(t("stepped_in_here", { name: by.name, reason: (body ?? "").slice(0, 300) }), { late: true, undo: () => show(code), word: t("open_it") });
}

function isNew({ at }) {
  return Date.now() - Date.parse(at) < FRESH_MS;
}
