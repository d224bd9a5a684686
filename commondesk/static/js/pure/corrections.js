/* Messages with their last words and a mark, as they are to be drawn; web/drawn.py does the same.

     withCorrections(events)   // the same events, those that were corrected copied */

export function withCorrections(events) {
  const last = new Map(events.filter(({ kind }) => kind === "corrected").map((event) => [event.data.of, event]));
  return events.map((event) => (last.has(event.seq) ? { ...event, body: last.get(event.seq).body, corrected: true } : event));
}
