/* When something was, as briefly as it can be told: the hour alone for what was today, otherwise the exact time.

     momentOf("2026-03-01T14:05:09.123Z", Date.now(), "en", "America/New_York")  // `now` in milliseconds since 1970 */

import { dateOf, exactTime, shortTime } from "./times.js";

export function momentOf(iso, now, language, zone) {
  return dateOf(iso, language, zone) === dateOf(now, language, zone) ? shortTime(iso, language, zone) : exactTime(iso, language, zone);
}
