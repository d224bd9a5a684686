// Words begun and not sent, kept on this device for each conversation and librarian until sent or signed out.

const PREFIX = "commondesk-draft";

/** `storage` is localStorage; where a browser refuses it, drafts last as long as the page. */
export function drafts(storage, librarianId) {
  const memory = new Map();
  const name = (code) => `${PREFIX}:${librarianId}:${code}`;
  return {
    /** `{text, asNote}`; empty when nothing was begun. */
    get(code) {
      const kept = memory.get(code) ?? parse(attempt(() => storage.getItem(name(code))));
      return { text: kept?.text ?? "", asNote: kept?.asNote === true };
    },
    keep(code, text, asNote) {
      if (text.trim() === "") {
        memory.delete(code);
        attempt(() => storage.removeItem(name(code)));
        return;
      }
      memory.set(code, { text, asNote });
      attempt(() => storage.setItem(name(code), JSON.stringify({ text, asNote })));
    },
    has(code) {
      return this.get(code).text !== "";
    },
  };
}

/** At sign-out: nobody's words stay on a shared computer. */
export function forgetAll(storage) {
  const keys = attempt(() => Array.from({ length: storage.length }, (_, index) => storage.key(index))) ?? [];
  for (const key of keys) {
    if (key?.startsWith(`${PREFIX}:`)) attempt(() => storage.removeItem(key));
  }
}

function parse(text) {
  return attempt(() => JSON.parse(text ?? "null"));
}

/** Storage may be forbidden, full or spoilt: each is a draft that is not kept, never a console that stops. */
function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
