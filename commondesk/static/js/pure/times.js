/* Times in the reader's language and the library's zone. web/times.py writes the same words; tests compare them.

     shortTime("2026-03-01T14:05:09.123Z", "en", "America/New_York")  // "9:05 AM"
     dateOf(...)                                                      // "March 1, 2026"
     exactTime(...)                                                   // "March 1, 2026, 9:05 AM"
     dayOf(...)                                                       // "Sunday, March 1" */

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

/** How times are written in a language that browsers may not know: pure/brought_times.js. */
export const brought = {};

function formatted(iso, language, options) {
  const at = new Date(iso);
  // As the United States write the language: Spanish by the clock of twelve hours, too.
  // Newer ICU puts a narrow no-break space before AM; browsers took that back, node did not.
  const asWritten = () => new Intl.DateTimeFormat(new Intl.Locale(language, { region: "US" }), options).format(at).replace(/\u202f/g, " ");
  return brought[language]?.(at, options) ?? asWritten();
}
