// What the desk looks like now: built from a snapshot, changed by what the stream says, never changed in place.

/** From the snapshot of `GET /desk` and of the stream's first word. */
export function fromSnapshot({ queues, mine, on_duty }) {
  return { queues: bySlug(queues), mine: mine ?? [], onDuty: on_duty ?? [] };
}

/** One queue as it is now; what the news leaves out (a queue is the same bytes to all its staff) stays as it was. */
export function withQueue(state, queue) {
  const queues = new Map(state.queues);
  queues.set(queue.slug, { ...state.queues.get(queue.slug), ...queue });
  return { ...state, queues };
}

export function withPresence(state, { on_duty }) {
  return { ...state, onDuty: on_duty };
}

/** Monitored or not, said at once when the librarian chooses, before the stream says it too. */
export function withMonitoring(state, slug, monitored) {
  const { list, ...queue } = state.queues.get(slug);
  return { ...state, queues: new Map(state.queues).set(slug, { ...queue, monitored, ...(monitored && { list }) }) };
}

export function withMine(state, mine) {
  return { ...state, mine };
}

/** A patron who has just been claimed, by whomever, waits no more; the stream will say so too. */
export function withoutWaiting(state, code) {
  const queues = new Map([...state.queues].map(([slug, queue]) => [slug, without(queue, code)]));
  return { ...state, queues };
}

function without(queue, code) {
  const list = queue.list?.filter((row) => row.code !== code);
  if (!list || list.length === queue.list.length) return queue;
  return { ...queue, list, waiting: Math.max(0, queue.waiting - 1) };
}

/** Who waits in the queues this librarian monitors, each once, the longest wait first: those who are there now, and
 * those who left a question while the desk was closed. */
export function waitingRows(state) {
  const rows = new Map();
  for (const queue of monitored(state)) {
    for (const row of queue.list ?? []) rows.set(row.code, row);
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

/** Queues somebody waits in that are not monitored from here. */
export function elsewhere(state) {
  return [...state.queues.values()].filter((queue) => !queue.monitored && queue.waiting > 0);
}

/** Rows that wait in `after` and did not in `before`: what rings. */
export function newcomers(before, after) {
  const known = new Set(waitingRows(before).here.map((row) => row.code));
  return waitingRows(after).here.filter((row) => !known.has(row.code));
}

function bySlug(queues) {
  return new Map((queues ?? []).map((queue) => [queue.slug, queue]));
}

function byWait(one, other) {
  return one.waiting_since.localeCompare(other.waiting_since) || one.code.localeCompare(other.code);
}
