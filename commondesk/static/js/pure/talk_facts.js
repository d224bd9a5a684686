/* What an event makes of a conversation, so that the console need not ask after each one.

     after(facts, event)  // facts as of GET /conversations/{code}: state, claimed_by, closed_at, has_address ... */

const STATE = {
  claimed: (facts) => (facts.state === "following_up" ? "following_up" : "talking"),
  released: () => "waiting",
  returned: () => "waiting",
  transferred: (facts, event) => (isToPerson(event) ? facts.state : "waiting"),
  referred: () => "waiting",
  closed: () => "closed",
  left: () => "closed",
  lost: () => "closed",
  erased: () => "closed",
  reopened: (_, event) => (event.by.role === "librarian" ? "following_up" : "waiting"),
};
// These change nothing of who has it.
const GOES_ON = { followed_up: "following_up", resumed: "talking" };
// What a patron's erasing takes from the facts.
const EMPTIED = { patron_name: "", patron_status: "", topic: "", page: "", question: "", erased: true };
const ENDS_OFFER = new Set(["offer_ended", "invite_ended", "joined"]);
const HOLDS = new Set(["claimed", "reopened"]);

export function after(facts, event) {
  const next = { ...facts, last_seq: Math.max(facts.last_seq ?? 0, event.seq) };
  if (event.kind === "address") next.has_address = true;
  if (event.kind === "erased") Object.assign(next, EMPTIED);
  if (event.kind === "joined") next.helped_by = nameOf(event.by);
  if (event.kind === "stepped_back") next.helped_by = null;
  if (event.kind === "invited") next.offer = { to: nameOf(event.data.to), to_help: true, lapses_at: null };
  if (event.kind === "offered") next.offer = { to: nameOf(event.data.to), lapses_at: null };
  if (ENDS_OFFER.has(event.kind) || (event.kind in STATE && !isElsewhere(event))) next.offer = null;
  if (event.kind in GOES_ON) next.state = GOES_ON[event.kind];
  if (!(event.kind in STATE) || isElsewhere(event)) return next;
  next.helped_by = null;
  next.state = STATE[event.kind](facts, event);
  next.claimed_by = holderAfter(event);
  next.closed_at = next.state === "closed" ? event.at : null;
  if (event.kind === "referred" || (next.state === "waiting" && facts.state === "following_up")) next.asked_while_closed = true;
  if (next.state === "waiting") next.waiting_since = event.kind === "reopened" ? event.at : facts.asked_at;
  return next;
}

function holderAfter(event) {
  if (event.kind === "transferred") return isToPerson(event) ? nameOf(event.data.to) : null;
  return HOLDS.has(event.kind) && event.by.role === "librarian" ? nameOf(event.by) : null;
}

/** Told of a place elsewhere, the patron stays with who has it. */
function isElsewhere({ kind, data }) {
  return kind === "referred" && data?.to?.kind !== "library";
}

function isToPerson({ data }) {
  return data?.to?.kind === "person";
}

/** Whether this person holds it. Two may share name and library, so only the id of the server's own facts decides. */
export function isHeldBy(facts, me) {
  return facts.state !== "closed" && facts.claimed_by?.id === me.id;
}

/** Whether somebody holds it of whom an event told only the name: the server's facts say who that is. */
export function isInDoubt(facts) {
  return [facts.claimed_by, facts.helped_by].some((person) => person && person.id === undefined);
}

export function isBy({ name, library }, me) {
  return name === me.name && (library || "") === (me.library || "");
}

function nameOf({ name, library }) {
  return { name, library };
}
