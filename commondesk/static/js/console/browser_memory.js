/* What one browser knows of one person's calls, shared by its tabs: `muted`, `rung`, `seen`. Never what was said.

     const memory = browserMemory(me.id)
     memory.recall("muted")           // an object, {} at first
     memory.keep("muted", {on: true})
     memory.keyOf("muted")            // its key, for the browser's `storage` event and for locks */

export function browserMemory(id) {
  const alone = new Map(); // where a browser keeps nothing, each tab knows for itself
  const keyOf = (name) => `commondesk-calls-${name}-${id}`;
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
