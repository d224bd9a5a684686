/* What became of what I asked a colleague, wherever I look by now: two minutes are time enough for another patron. */

import { sentenceOf } from "../pure/sentences.js";
import { isBy } from "../pure/talk_facts.js";
import { desk, me, messageStrings, now } from "./desk.js";
import { route, show } from "./route.js";
import { talks } from "./talks.js";
import { tell } from "./tell.js";
import { t } from "./words.js";

const FRESH_MS = 60_000;
const ASKED_BY = { offer_ended: "with", invite_ended: "with", transferred: "from" };

export function startAnswers() {
  desk.on("talk", ({ code, fresh }) => {
    const answer = fresh.filter((event) => isForMe(event, talks.get(code)) && now() - Date.parse(event.at) < FRESH_MS).pop();
    if (answer) tellAnswer(code, answer);
  });
}

function isForMe({ seq, kind, by, data }, talk) {
  // Who steps in says why: that is told instead.
  if (talk.list.events.some((event) => event.data?.stepped_in && event.seq === seq - 1)) return false;
  if (by.role === "librarian" && isBy(by, me)) return false;
  if (kind === "joined") return talk.isMine;
  return kind in ASKED_BY && Boolean(data[ASKED_BY[kind]]) && isBy(data[ASKED_BY[kind]], me);
}

function tellAnswer(code, answer) {
  const name = talks.get(code).facts.patron_name || t("patron");
  const sentence = t("says", { name, body: sentenceOf(answer, messageStrings) });
  tell(sentence, route.code === code ? {} : { undo: () => show(code), word: t("open_it") });
}
