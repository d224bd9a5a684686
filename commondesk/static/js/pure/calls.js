/* What calls somebody at the desk, decided without a page: which alarms there are, what the title says, and when it is
   time to ring. News rings once; an alarm again and again, gently, until it is seen.

     wants(calls, "rings", "sound")          // whether this person chose it
     alarms(desk) -> [{key, kind, code}]     // all there are now
     mayRing(rung, name, now, every) / rang(rung, name, now)   // `rung`: {name: ms}, shared by all tabs of a browser */

import { isAway, ringsAt } from "./ringing.js";

export const REPEAT_MS = 20_000;
/** Of the 40 seconds of a lease the first half may be a weak line. */
export const LINE_LOST_MS = 20_000;
const FORGET_MS = 3_600_000;

export function wants(calls, kind, means) {
  return Boolean(calls?.[kind]?.includes(means));
}

/** The figure of the title: of all kinds that are to stand there. */
export function counted(calls, numbers) {
  return Object.entries(numbers).reduce((sum, [kind, number]) => sum + (wants(calls, kind, "title") ? number : 0), 0);
}

/** `(3) Desk`; with an alarm its word comes first, so that the two are told apart in a narrow tab. */
export function titleOf(title, count, alarm = "") {
  return [alarm && `${alarm} -`, count ? `(${count})` : "", title].filter(Boolean).join(" ");
}

/** Who rings here and has waited past the danger line (AC8); also for whoever has enough, not for whoever is away. */
export function late(rows, me, now, dangerSeconds) {
  if (isAway(me, now)) return [];
  return rows.filter((row) => ringsAt(row, me) <= now && now - Date.parse(row.waiting_since) >= dangerSeconds * 1000);
}

/** Talks of mine in which the patron waits for me, while I cannot be reached: they go back to the queue. */
export function leaving(talks, lineLostAt, now) {
  if (!lineLostAt || now - lineLostAt < LINE_LOST_MS) return [];
  return talks.filter((talk) => talk.isMine && talk.facts.state === "talking" && talk.owedSince);
}

/** Whether these fresh events say that it went back, from me, because I was gone. */
export function wentBack(events, fresh, isMe) {
  if (!fresh.some(({ kind }) => kind === "returned")) return false;
  const claimed = events.filter(({ kind }) => kind === "claimed").at(-1);
  return Boolean(claimed) && isMe(claimed.by);
}

/** All that is not seen yet, as keys that stay the same while it lasts. */
export function alarms({ late: rows, returned, leaving: talks }, seen) {
  const found = [
    ...talks.map(({ code }) => ({ key: `leaving-${code}`, kind: "returned", what: "leaving", code })),
    ...returned.map((code) => ({ key: `returned-${code}`, kind: "returned", what: "returned", code })),
    ...rows.map(({ code, waiting_since: since }) => ({ key: `danger-${code}-${since}`, kind: "danger", what: "danger", code })),
  ];
  return found.filter(({ key }) => !(key in seen));
}

/** Once, or again after `every` ms. */
export function mayRing(rung, name, now, every = Infinity) {
  return !(name in rung) || now - rung[name] >= every;
}

/** With this one, and without those of long ago. */
export function rang(rung, name, now) {
  const kept = Object.entries(rung).filter(([, at]) => now - at < FORGET_MS);
  return { ...Object.fromEntries(kept), [name]: now };
}

/** How long a tab waits for another to act first, in ms: one that can be heard acts at once. */
export function modesty({ canSound, hidden }) {
  return (canSound ? 0 : 400) + (hidden ? 100 : 0);
}
