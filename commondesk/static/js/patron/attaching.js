/* Files of a talk on their way, beside the words: a large one holds no message up. Fetched when one is chosen or pasted. */

import { FileTray } from "../elements/file_tray.js";
import { Outbox } from "../pure/outbox.js";
import { upload } from "../upload.js";

export class Attaching {
  outbox = new Outbox();

  constructor(talk) {
    this.talk = talk;
    this.tray = new FileTray(talk.part("tray"), talk.strings, { changed: () => talk.log.keepEnd() });
  }

  /** The words go with the files; both or none are kept. */
  send(body) {
    const item = this.outbox.add(body.trim());
    item.files = this.tray.take();
    this.talk.log.showPending(item);
    this.talk.log.toEnd();
    this.pump();
  }

  async pump() {
    clearTimeout(this.timer);
    const item = this.outbox.next(performance.now());
    this.talk.sending.show();
    if (!item) return this.#waitForTurn();
    const { token } = this.talk.secret;
    const answer = await upload(`${this.talk.settings.api}attachments`, { token, ...item }, (share) => this.#progress(item, share));
    const kept = this.outbox.answered(item.key, answer, performance.now());
    if (kept?.state === "failed") kept.detail = answer.detail;
    if (this.talk.isLeft) return undefined;
    if (answer.seq || answer.slug === "closed") this.talk.fetchMissing().catch(() => {});
    return this.pump();
  }

  retry(key) {
    if (this.outbox.retry(key)) this.pump();
  }

  #progress(item, share) {
    const state = this.talk.log.querySelector(`[data-key="${item.key}"] .message-state`);
    if (state && item.state === "sending") state.textContent = `${this.talk.strings.sending} ${Math.round(share * 100)} %`;
  }

  #waitForTurn() {
    const { wakeAt } = this.outbox;
    if (wakeAt !== null) this.timer = setTimeout(() => this.pump(), Math.max(50, wakeAt - performance.now()));
  }
}
