// What the desk looks like now: built from a snapshot, changed by what the stream says, never changed in place.

/** From the snapshot of `GET /desk` and of the stream's first word. */
export function fromSnapshot({ me, queues, on_duty, offered }) {
  return { me, queues: bySlug(queues), onDuty: on_duty ?? [], offered: offered ?? [] };
}

/** A newer snapshot: whoever was away meanwhile has it all again; what it does not speak of stays. */
export function withSnapshot(state, { me, queues, on_duty, offered }) {
  return {
    me: me ?? state.me,
    queues: queues ? bySlug(queues) : state.queues,
    onDuty: on_duty ?? state.onDuty,
    offered: offered ?? state.offered,
  };
}

/** One queue as it is now: whole where it is monitored, its count alone elsewhere. */
export function withQueue(state, queue) {
  return { ...state, queues: new Map(state.queues).set(queue.slug, queue) };
}

/** Who is on duty as it is now; what it says of me is newer than any snapshot that was under way meanwhile. */
export function withPresence(state, { on_duty }) {
  const own = on_duty.find(({ id }) => id === state.me?.id);
  const me = own ? { ...state.me, limit: own.limit, back_at: own.back_at } : state.me;
  return { ...state, me, onDuty: on_duty };
}

/** My own limit, or until when I am away: said at once when one chooses it. */
export function withMe(state, changes) {
  return { ...state, me: { ...state.me, ...changes } };
}

/** Monitored or not, said at once when the librarian chooses; who waits there comes with the next snapshot. */
export function withMonitoring(state, slug, monitored) {
  const { conversations, ...queue } = state.queues.get(slug);
  const shown = monitored && conversations ? { conversations } : {};
  return { ...state, queues: new Map(state.queues).set(slug, { ...queue, monitored, ...shown }) };
}

/** A patron who has just been claimed, by whomever, waits no more; the stream will say so too. */
export function withoutWaiting(state, code) {
  const queues = new Map([...state.queues].map(([slug, queue]) => [slug, without(queue, code)]));
  return { ...state, queues };
}

/** Answered, by accepting or declining; the next snapshot will say so too. */
export function withoutOffer(state, code) {
  return { ...state, offered: state.offered.filter((offer) => offer.code !== code) };
}

/** Offers in `after` that were not in `before`: what rings. */
export function newOffers(before, after) {
  const known = new Set(before.offered.map((offer) => offer.code));
  return after.offered.filter((offer) => !known.has(offer.code));
}

function without(queue, code) {
  const conversations = queue.conversations?.filter((row) => row.code !== code);
  if (!conversations || conversations.length === queue.conversations.length) return queue;
  return { ...queue, conversations, waiting: Math.max(0, queue.waiting - 1) };
}

/** Who waits in the queues this librarian monitors and in those that roll on to them, the longest wait first: those
 * who are there now, and those who left a question while the desk was closed. */
export function waitingRows(state) {
  const rows = new Map();
  for (const queue of state.queues.values()) {
    for (const row of queue.conversations ?? []) rows.set(row.code, soonest(rows.get(row.code), row));
  }
  const sorted = [...rows.values()].sort(byWait);
  return {
    here: sorted.filter((row) => !row.asked_while_closed),
    leftWhileClosed: sorted.filter((row) => row.asked_while_closed),
  };
}

export function monitored(state) {
  return [...state.queues.values()].filter((queue) => queue.monitored);
}

/** Queues in which more wait than are shown here (one may be seen through the queue it rolls on to). */
export function elsewhere(state) {
  const { here, leftWhileClosed } = waitingRows(state);
  const shown = [...here, ...leftWhileClosed];
  return [...state.queues.values()]
    .filter((queue) => !queue.monitored)
    .map((queue) => ({ ...queue, waiting: queue.waiting - shown.filter((row) => row.queue === queue.slug).length }))
    .filter((queue) => queue.waiting > 0);
}

/** Seen through two queues, it rings for the one whose turn comes first. */
function soonest(one, other) {
  return one && one.rings_at <= other.rings_at ? one : other;
}

function bySlug(queues) {
  return new Map((queues ?? []).map((queue) => [queue.slug, queue]));
}

function byWait(one, other) {
  return one.waiting_since.localeCompare(other.waiting_since) || one.code.localeCompare(other.code);
}
