/* What one browser knows of one person's calls, shared by its tabs: `muted`, `rung`, `seen`, `push`. Never what was
   said.

     const memory = browserMemory(me.id)
     memory.recall("muted")           // an object, {} at first
     memory.keep("muted", {on: true})
     memory.keyOf("muted")            // its key, for the browser's `storage` event and for locks
     stopFollowing(localStorage)      // at sign-out: nobody is told on this device any more */

const PREFIX = "commondesk-calls";

export function stopFollowing(storage) {
  const keys = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage.key(index));
  for (const key of keys) if (key.startsWith(`${PREFIX}-push-`)) storage.removeItem(key);
}

export function browserMemory(id) {
  const alone = new Map(); // where a browser keeps nothing, each tab knows for itself
  const keyOf = (name) => `${PREFIX}-${name}-${id}`;
  return {
    keyOf,

    keep(name, value) {
      alone.set(name, value);
      try {
        localStorage.setItem(keyOf(name), JSON.stringify(value));
      } catch {
        // Kept above.
      }
    },

    recall(name) {
      try {
        return JSON.parse(localStorage.getItem(keyOf(name)) ?? "null") ?? alone.get(name) ?? {};
      } catch {
        return alone.get(name) ?? {};
      }
    },
  };
}
