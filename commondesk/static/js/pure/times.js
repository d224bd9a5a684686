/* Times in the reader's language and the library's zone. web/times.py writes the same words; tests compare them.

     shortTime("2026-03-01T14:05:09.123Z", "en", "America/New_York")  // "9:05 AM"
     dateOf(...)                                                      // "March 1, 2026"
     exactTime(...)                                                   // "March 1, 2026, 9:05 AM"
     dayOf(...)                                                       // "Sunday, March 1"
     momentOf(iso, now, language, zone)   // the hour alone for what was today, otherwise the exact time  */

export function shortTime(iso, language, zone) {
  return formatted(iso, language, { hour: "numeric", minute: "2-digit", timeZone: zone });
}

export function dateOf(iso, language, zone) {
  return formatted(iso, language, { dateStyle: "long", timeZone: zone });
}

export function exactTime(iso, language, zone) {
  return `${dateOf(iso, language, zone)}, ${shortTime(iso, language, zone)}`;
}

export function dayOf(iso, language, zone) {
  return formatted(iso, language, { weekday: "long", month: "long", day: "numeric", timeZone: zone });
}

/** `now` in milliseconds since 1970. */
export function momentOf(iso, now, language, zone) {
  return dateOf(iso, language, zone) === dateOf(now, language, zone) ? shortTime(iso, language, zone) : exactTime(iso, language, zone);
}

function formatted(iso, language, options) {
  // As the United States write both languages: Spanish by the clock of twelve hours, too.
  // Newer ICU puts a narrow no-break space before AM; browsers took that back, node did not.
  return new Intl.DateTimeFormat(`${language}-US`, options).format(new Date(iso)).replace(/\u202f/g, " ");
}
