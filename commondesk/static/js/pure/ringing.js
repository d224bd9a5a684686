// Which of those who wait ring here, and from when on (AC7, AC8, AC10, ON6). The server says when it rings for whom.

const COMMON_LANGUAGE = "en";

/** In ms: at once for whoever is of the patron's own library, else when the queue's turn has come; later again for
 * whoever does not speak the language while somebody is there who does. */
export function ringsAt(row, me) {
  const isHome = Boolean(row.home) && me.libraries.includes(row.home);
  const at = Date.parse(isHome ? row.waiting_since : row.rings_at);
  const speaks = row.language === COMMON_LANGUAGE || me.languages.includes(row.language);
  return speaks ? at : at + Date.parse(row.rings_all_at) - Date.parse(row.rings_at);
}

export function isAway(me, now) {
  return Boolean(me.back_at) && Date.parse(me.back_at) > now;
}

/** Away for some minutes, or with as many open conversations as one has called enough: nobody rings here. */
export function isOnCall(me, now, open) {
  return !isAway(me, now) && (me.limit === null || me.limit === undefined || open < me.limit);
}

export function ringing(rows, me, now, open) {
  return isOnCall(me, now, open) ? rows.filter((row) => ringsAt(row, me) <= now) : [];
}
