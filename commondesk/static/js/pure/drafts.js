/* Words begun, or written and not yet kept by the server: on this device, for each conversation and librarian, until
   they are sent or the librarian signs out.

     const own = drafts(localStorage, librarianId);
     own.get(code)                // {text, asNote}; empty when nothing was begun
     own.keep(code, text, asNote) // an empty text is forgotten
     own.unsent(code) / own.keepUnsent(code, items)   // the outbox, so that a reload loses nothing

   Where a browser refuses storage, they last as long as the page. */

const PREFIX = "commondesk-draft";

export function drafts(storage, librarianId) {
  const kept = shelf(storage, `${PREFIX}:${librarianId}`);
  return {
    get(code) {
      const found = kept.get(code);
      return { text: found?.text ?? "", asNote: found?.asNote === true };
    },
    keep: (code, text, asNote) => kept.set(code, text.trim() ? { text, asNote } : null),
    has: (code) => Boolean(kept.get(code)?.text),
    unsent: (code) => kept.get(`unsent:${code}`) ?? [],
    keepUnsent: (code, items) => kept.set(`unsent:${code}`, items.length ? items : null),
  };
}

function shelf(storage, prefix) {
  const memory = new Map();
  return {
    get: (name) => memory.get(name) ?? attempt(() => JSON.parse(storage.getItem(`${prefix}:${name}`) ?? "null")),
    set(name, value) {
      const full = `${prefix}:${name}`;
      const isKept = value !== null && attempt(() => { storage.setItem(full, JSON.stringify(value)); return true; });
      // Only what storage refuses stays in memory, or another tab's newer words would be hidden by ours.
      if (value === null || isKept) memory.delete(name);
      else memory.set(name, value);
      if (value === null) attempt(() => storage.removeItem(full));
    },
  };
}

/** At sign-out: nobody's words stay on a shared computer. */
export function forgetAll(storage) {
  for (const key of keysOf(storage)) attempt(() => storage.removeItem(key));
}

/** Whether signing out would take words with it. */
export function hasAny(storage) {
  return keysOf(storage).length > 0;
}

function keysOf(storage) {
  const keys = attempt(() => Array.from({ length: storage.length }, (_, index) => storage.key(index))) ?? [];
  return keys.filter((key) => key?.startsWith(`${PREFIX}:`));
}

/** Storage may be forbidden, full or spoilt: each is a draft that is not kept, never a console that stops. */
function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
