/* "Otto is writing", both ways; nothing of it is stored. */

const SAY_EVERY = 3000;
const SHOWN_FOR = 6000;

export class Typing {
  #saidAt = 0;
  #timer = null;

  constructor(talk) {
    this.talk = talk;
  }

  /** The patron types: tell, at most every three seconds, and only somebody who is there. */
  say() {
    const now = performance.now();
    if (this.talk.state !== "talking" || now - this.#saidAt < SAY_EVERY) return;
    this.#saidAt = now;
    this.talk.call("typing", { method: "POST", body: {} }).catch(() => {});
  }

  heard({ by = {}, typing = true }) {
    if (by.role === "patron") return;
    if (!typing) {
      this.stopped();
      return;
    }
    const who = by.name || this.talk.strings.librarian;
    this.talk.part("typing").textContent = this.talk.strings.typing.replace("{who}", () => who);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.stopped(), SHOWN_FOR);
  }

  stopped() {
    clearTimeout(this.#timer);
    this.talk.part("typing").textContent = "";
  }
}
