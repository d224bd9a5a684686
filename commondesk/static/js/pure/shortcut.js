// Which act a key press asks for. Keys that write never become shortcuts while somebody writes.

const SEQUENCE_MS = 1200;

/** `keys` maps `j`, `?` or `g q` to the name of an act. Returns `(press, now) => name | null`. */
export function shortcuts(keys) {
  const firsts = new Set(Object.keys(keys).filter((key) => key.includes(" ")).map((key) => key.split(" ")[0]));
  let begun = "";
  let until = 0;
  return (press, now) => {
    const before = now < until ? begun : "";
    begun = "";
    if (!counts(press)) return null;
    const sequence = before && keys[`${before} ${press.key}`];
    if (sequence) return sequence;
    if (firsts.has(press.key)) {
      begun = press.key;
      until = now + SEQUENCE_MS;
      return null;
    }
    return keys[press.key] ?? null;
  };
}

/** A press by a person, of one key alone, outside all fields. */
function counts(press) {
  return !(press.ctrlKey || press.metaKey || press.altKey || press.isComposing || press.repeat || press.writes);
}
