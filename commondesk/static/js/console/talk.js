/* One conversation as this console has it: facts, events, what I have read, and what is on its way. */

import { withCorrections } from "../pure/corrections.js";
import { EventList } from "../pure/event_list.js";
import { Outbox } from "../pure/outbox.js";
import { lastWord, owedSince, unread } from "../pure/last_word.js";
import { isHeldBy } from "../pure/talk_facts.js";
import { kept, me } from "./desk.js";

export class Talk {
  list = new EventList();
  typingUntil = 0;
  backUntil = 0;
  drawn = false;
  asides = new Map();

  constructor(code, facts) {
    this.code = code;
    this.facts = facts;
    this.readSeq = facts?.read_seq ?? 0;
    this.tray = []; // files chosen for the next message
    this.files = new Outbox();
    this.outbox = new Outbox({ items: kept.unsent(code) });
  }

  get isMine() {
    return Boolean(this.facts) && isHeldBy(this.facts, me);
  }

  /** A colleague holds it and has asked me to help: I may write, and leave again. */
  get isHelping() {
    return !this.isMine && this.facts?.state !== "closed" && this.facts?.helped_by?.id === me.id;
  }

  get isWithMe() {
    return this.isMine || this.isHelping;
  }

  /** Followed up, and has the page open. */
  get isBack() {
    return this.isFollowedUp && Date.now() < this.backUntil;
  }

  get isFollowedUp() {
    return this.facts?.state === "following_up";
  }

  get isErased() {
    return this.list.events.some((event) => event.kind === "erased");
  }

  /** The patron has erased it: what was said leaves this device, too. */
  empty() {
    for (const event of this.list.events) Object.assign(event, { body: null, data: { ...event.data, attachments: [] } });
    this.asides.clear();
    this.outbox.items = [];
    this.files.items = [];
    this.tray = [];
    kept.keep(this.code, "", false);
  }

  get unread() {
    return unread(this.list.events, this.readSeq);
  }

  get lastWord() {
    return lastWord(withCorrections(this.list.events));
  }

  get owedSince() {
    return owedSince(this.list.events);
  }
}
