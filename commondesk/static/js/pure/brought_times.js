/* Times in a language that browsers may not know: the page brings its days and months, the rest is as web/times.py has it.

     bring("ht", { Monday: "lendi", March: "mas", ... })
     dayOf("2026-03-02T15:05:00Z", "ht", "America/New_York")  // "lendi 2 mas" */

import { brought } from "./times.js";

export function bring(language, names) {
  brought[language] = (at, options) => {
    const format = new Intl.DateTimeFormat("en-US", options);
    if (options.hour) return format.format(at).replace(/\u202f/g, " ");
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, names[value] ?? value]));
    return [parts.weekday, parts.day, parts.month, parts.year].filter(Boolean).join(" ");
  };
}
