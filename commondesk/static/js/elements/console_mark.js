/* <console-mark>: what somebody saw in the open conversation, and of what kind it is (IN6). Ctrl+Enter in it marks. */

import { randomKey } from "../pure/outbox.js";
import { mark } from "../console/acts.js";
import { desk, now, page } from "../console/desk.js";
import { text } from "../console/dom.js";
import { talks } from "../console/talks.js";
import { dateOf, t } from "../console/words.js";

const DAY_MS = 24 * 3600 * 1000;

class ConsoleMark extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.form = this.querySelector("form");
    this.wrong = this.querySelector("[data-part=wrong]");
    desk.on("marking", ({ code }) => this.#open(code));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#confirm(); });
    this.form.elements.seen.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#confirm();
    });
    this.querySelector("[data-back]").addEventListener("click", () => this.dialog.close());
  }

  #open(code) {
    this.talk = talks.get(code);
    if (!this.talk || this.dialog.open) return;
    this.key = randomKey();
    this.form.reset();
    text(this.wrong, "");
    text(this.querySelector("h2"), t("mark_talk", { name: this.talk.facts.patron_name || t("patron") }));
    text(this.querySelector("[data-part=ends]"), t("mark_ends", { day: dateOf(now() + page.standards.mark_days * DAY_MS) }));
    this.dialog.showModal();
    this.form.elements.kind.focus();
  }

  async #confirm() {
    if (this.busy) return;
    const { kind, seen } = this.form.elements;
    const missing = [kind, seen].find((field) => !field.value.trim());
    if (missing) {
      missing.focus();
      missing.reportValidity();
      return;
    }
    this.busy = true;
    const done = await mark(this.talk.code, { kind: kind.value, seen: seen.value.trim(), key: this.key, wrong: this.wrong });
    this.busy = false;
    if (done) this.dialog.close();
  }
}

customElements.define("console-mark", ConsoleMark);
