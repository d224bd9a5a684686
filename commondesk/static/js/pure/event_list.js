/* The events of one conversation as its reader has them: in order, each once, whatever the way they came.

     const list = new EventList();           // or EventList(7): the page already shows 1 to 7
     list.add([event, ...])  // -> the events that are new and next in line, in order; draw exactly these
     list.lastSeq            // how far we have everything: the `after=` of the next request
     list.gap                // true while something later is held back because an earlier one is missing: fetch it
     list.reset()            // the server said `reset`: start again from nothing

   Streams, pages of `events?after=`, answers to a POST and other tabs may all bring the same event; `seq` is the
   reader's own number and has no gaps, so anything out of line waits here until what is missing has come. */

export class EventList {
  events = [];
  #early = new Map();

  constructor(shown = 0) {
    this.shown = shown;
  }

  get lastSeq() {
    return this.events.length ? this.events[this.events.length - 1].seq : this.shown;
  }

  get gap() {
    return this.#early.size > 0;
  }

  /** Take events in any order, repeated or not; answers those that can be shown now. */
  add(events) {
    for (const event of events) {
      if (Number.isInteger(event.seq) && event.seq > this.lastSeq) this.#early.set(event.seq, event);
    }
    const fresh = [];
    for (let next = this.lastSeq + 1; this.#early.has(next); next += 1) {
      fresh.push(this.#early.get(next));
      this.#early.delete(next);
    }
    this.events.push(...fresh);
    return fresh;
  }

  reset() {
    this.events = [];
    this.shown = 0;
    this.#early.clear();
  }
}
