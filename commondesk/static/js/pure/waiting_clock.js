// How long something has lasted, in figures, in words and as one of three levels: calm, due, late (AC3, AC8, SV3).

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds from `since` (RFC 3339) to `now` (ms since 1970, our server's time); never below zero. */
export function secondsSince(since, now) {
  return Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
}

/** `0:07`, `4:10`, from an hour on `2 h`, from two days on `3 d`; units in the reader's language. */
export function figures(seconds, units) {
  if (seconds < HOUR) {
    return `${Math.floor(seconds / MINUTE)}:${String(seconds % MINUTE).padStart(2, "0")}`;
  }
  return seconds < 2 * DAY ? `${Math.floor(seconds / HOUR)} ${units.h}` : `${Math.floor(seconds / DAY)} ${units.d}`;
}

/** `calm`, `due` from `due` seconds on, `late` from `late` seconds on. A limit that is missing never comes. */
export function level(seconds, { due = Infinity, late = Infinity }) {
  if (seconds >= late) return "late";
  return seconds >= due ? "due" : "calm";
}

/** Our server's time, whatever this computer's clock says. `localNow` is this computer's time when the server said
 * `serverNow`: for a page, when its first byte came, not when its scripts began. */
export function serverClock(serverNow, localNow = Date.now()) {
  const ahead = Date.parse(serverNow) - localNow;
  return () => Date.now() + (Number.isFinite(ahead) ? ahead : 0);
}
