// Who waits for whom: read from the messages of one conversation.

/** How many messages of the patron came after `readSeq`. */
export function unread(events, readSeq) {
  return events.filter((event) => isMessage(event, "patron") && event.seq > readSeq).length;
}

/** The last thing said, and by whom: `{role, at, seq, body}`; null in an empty talk. Notes are not said. */
export function lastWord(events) {
  const last = events.findLast((event) => event.kind === "message" && event.by.role !== "system");
  return last ? { role: last.by.role, at: last.at, seq: last.seq, body: wordsOf(last) } : null;
}

/** Since when the patron has been waiting for a word of ours; null while we wait for theirs. After a claim the
 * clock of SV3 runs from the first message we have not answered, not from the patron's latest. */
export function owedSince(events) {
  const ours = events.findLastIndex((event) => isMessage(event, "librarian"));
  return events.slice(ours + 1).find((event) => isMessage(event, "patron"))?.at ?? null;
}

function isMessage(event, role) {
  return event.kind === "message" && event.by.role === role;
}

/** What somebody said, or else which files they sent. */
export function wordsOf({ body, data }) {
  return body || (data?.attachments ?? []).map(({ name }) => name).join(", ");
}
