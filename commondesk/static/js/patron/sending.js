/* What the patron writes, on its way: drawn at once, sent in order under one key, kept over a reload. */

import { Outbox } from "../pure/outbox.js";
import { keepUnsent, unsentOf } from "./keep.js";

const SEEN_WITHIN = 2000;

export class Sending {
  #timer = null;
  #stopped = false;

  constructor(talk) {
    this.talk = talk;
    this.outbox = new Outbox({ items: unsentOf(talk.code) });
  }

  begin() {
    for (const item of this.outbox.items) this.talk.log.showPending(item);
    this.#pump();
  }

  say(body) {
    const item = this.outbox.add(body);
    this.talk.log.showPending(item);
    this.talk.log.toEnd();
    this.#changed();
    this.#pump();
  }

  retry(key) {
    this.outbox.retry(key);
    this.#changed();
    this.#pump();
  }

  /** The event list has it, whichever way it came. */
  arrived({ key }) {
    if (key && (this.outbox.confirm(key) ?? this.talk.attaching?.outbox.confirm(key))) this.#changed();
  }

  /** Words and files, each where it is on its way. */
  show() {
    this.talk.log.showStates([...this.outbox.items, ...(this.talk.attaching?.outbox.items ?? [])]);
  }

  lineIsBack() {
    this.outbox.retryAll();
    this.#pump();
    this.talk.attaching?.outbox.retryAll();
    this.talk.attaching?.pump();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #pump() {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    const item = this.outbox.next(performance.now());
    if (!item) {
      this.#waitForTurn();
      return;
    }
    this.#changed();
    const answer = await this.#post(item);
    const kept = this.outbox.answered(item.key, answer, performance.now());
    if (kept?.state === "failed") kept.detail = answer.detail;
    if (answer.status >= 200 && answer.status < 300) this.#lookLater();
    if (answer.slug === "closed") this.talk.fetchMissing().catch(() => {});
    this.#changed();
    this.#pump();
  }

  async #post({ key, body }) {
    try {
      const response = await this.talk.call("messages", { method: "POST", body: { key, body } });
      const said = await response.json().catch(() => ({}));
      const slug = said.type?.split("/").pop() ?? "";
      const retryAfter = Number(response.headers.get("Retry-After")) || 0;
      return { status: response.status, slug, detail: said.detail, retryAfter };
    } catch {
      return { status: 0 };
    }
  }

  /** It is kept; should the stream not bring it, look. */
  #lookLater() {
    setTimeout(() => {
      if (!this.#stopped && this.talk.log.hasUnseen()) this.talk.fetchMissing().catch(() => {});
    }, SEEN_WITHIN);
  }

  #waitForTurn() {
    const { wakeAt } = this.outbox;
    if (wakeAt !== null) this.#timer = setTimeout(() => this.#pump(), Math.max(50, wakeAt - performance.now()));
  }

  #changed() {
    this.show();
    keepUnsent(this.talk.code, this.outbox.items);
  }
}
