/* Alarms at the desk: a patron who waits past the danger line (AC8), a conversation of mine that went back to the queue
   or is about to. Each rings gently again until somebody has seen it; <console-alarm> says it in words. */

import { alarms, late, leaving, REPEAT_MS, wentBack } from "../pure/calls.js";
import { waitingRows } from "../pure/desk_state.js";
import { isBy } from "../pure/talk_facts.js";
import { call, memory } from "./calls.js";
import { desk, me, now, page } from "./desk.js";
import { route, show } from "./route.js";
import { talks } from "./talks.js";
import { t } from "./words.js";

const LOOK_EVERY_MS = 1000;
const ALIVE = new Set(["open", "polling", "signed-out"]);
const returned = new Set();
let lineLostAt = 0;
let current = [];

export const alarmsNow = () => current;

export function startAlarms() {
  desk.on("line", ({ state }) => { lineLostAt = ALIVE.has(state) ? 0 : lineLostAt || Date.now(); look(); });
  desk.on("talk", ({ code, fresh }) => {
    const { events } = talks.get(code).list;
    if (wentBack(events, fresh, (by) => isBy(by, me))) returned.add(code);
    look();
  });
  for (const news of ["change", "mine", "seen"]) desk.on(news, look);
  desk.on("open", () => { see(current.filter(({ code }) => code === route.code)); });
  setInterval(look, LOOK_EVERY_MS);
  look();
}

/** Somebody has seen these: they ring no more, in no tab. */
export function see(list) {
  if (list.length) memory.see(list.map(({ key }) => key));
}

function look() {
  for (const code of returned) if (talks.get(code)?.facts.state !== "waiting") returned.delete(code);
  const rows = late(waitingRows(desk.state).here, desk.state.me, now(), page.standards.danger);
  const before = current;
  current = alarms({ late: rows, returned: [...returned], leaving: leaving(talks.mine(), lineLostAt, Date.now()) }, memory.seen);
  if (before.map(({ key }) => key).join() !== current.map(({ key }) => key).join()) desk.tell("alarms");
  for (const kind of ["danger", "returned"]) ring(kind, current.find((alarm) => alarm.kind === kind));
}

/** However many there are, they ring together. */
function ring(kind, first) {
  if (!first) return;
  const { what, code } = first;
  call(kind, { name: `alarm-${kind}`, every: REPEAT_MS, title: t(`alarm_notice_${what}`), tag: code, open: () => show(code) });
}
