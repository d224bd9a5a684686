/* What an event makes of a conversation, so that the console need not ask after each one.

     after(facts, event)  // facts as of GET /conversations/{code}: state, claimed_by, closed_at, has_address ... */

const STATE = {
  claimed: (facts) => (facts.state === "following_up" ? "following_up" : "talking"),
  released: () => "waiting",
  returned: () => "waiting",
  transferred: () => "waiting",
  closed: () => "closed",
  left: () => "closed",
  lost: () => "closed",
  erased: () => "closed",
  reopened: (_, event) => (event.by.role === "librarian" ? "following_up" : "waiting"),
};
const HOLDS = new Set(["claimed", "reopened"]);

export function after(facts, event) {
  const next = { ...facts, last_seq: Math.max(facts.last_seq ?? 0, event.seq) };
  if (event.kind === "address") next.has_address = !event.data?.removed;
  if (!(event.kind in STATE)) return next;
  next.state = STATE[event.kind](facts, event);
  next.claimed_by = HOLDS.has(event.kind) && event.by.role === "librarian" ? nameOf(event.by) : null;
  next.closed_at = next.state === "closed" ? event.at : null;
  if (next.state === "waiting") next.waiting_since = event.kind === "reopened" ? event.at : facts.asked_at;
  return next;
}

/** Whether this person holds it. Names are what the wire shows of colleagues; an id is compared where there is one. */
export function isHeldBy(facts, me) {
  const holder = facts.claimed_by;
  if (!holder || facts.state === "closed") return false;
  return holder.id === undefined ? isBy(holder, me) : holder.id === me.id;
}

export function isBy({ name, library }, me) {
  return name === me.name && (library || "") === (me.library || "");
}

function nameOf({ name, library }) {
  return { name, library };
}
