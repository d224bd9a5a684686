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

/** What no browser knows: the words for the English ones, in the order of weekday, day, month, year. */
const OF_OUR_OWN = {
  ht: {
    Monday: "lendi", Tuesday: "madi", Wednesday: "mèkredi", Thursday: "jedi", Friday: "vandredi", Saturday: "samdi", Sunday: "dimanch",
    January: "janvye", February: "fevriye", March: "mas", April: "avril", May: "me", June: "jen", July: "jiyè", August: "out",
    September: "septanm", October: "oktòb", November: "novanm", December: "desanm",
  },
};
const ORDER = ["weekday", "day", "month", "year"];

function formatted(iso, language, options) {
  if (OF_OUR_OWN[language]) return options.hour ? formatted(iso, "en", options) : inWords(OF_OUR_OWN[language], iso, options);
  // As the United States write them: Spanish by the clock of twelve hours, too.
  // Newer ICU puts a narrow no-break space before AM; browsers took that back, node did not.
  const locale = new Intl.Locale(language, { region: "US" });
  return new Intl.DateTimeFormat(locale, options).format(new Date(iso)).replace(/\u202f/g, " ");
}

function inWords(words, iso, options) {
  const parts = new Intl.DateTimeFormat("en-US", options).formatToParts(new Date(iso));
  const found = ORDER.map((type) => parts.find((part) => part.type === type)?.value).filter(Boolean);
  return found.map((each) => words[each] ?? each).join(" ");
}
