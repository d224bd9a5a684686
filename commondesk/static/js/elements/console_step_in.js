/* <console-step-in>: the help desk takes over an open conversation, with a reason (IN1). Ctrl+Enter in it sends. */

import { randomKey } from "../pure/outbox.js";
import { stepIn } from "../console/acts.js";
import { desk } from "../console/desk.js";
import { text } from "../console/dom.js";
import { talks } from "../console/talks.js";
import { t } from "../console/words.js";

class ConsoleStepIn extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.form = this.querySelector("form");
    this.wrong = this.querySelector("[data-part=wrong]");
    desk.on("stepping-in", ({ code }) => this.#open(code));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#confirm(); });
    this.form.elements.reason.addEventListener("keydown", (event) => {
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
    text(this.querySelector("h2"), t("step_in_talk", { name: this.talk.facts.patron_name || t("patron") }));
    this.dialog.showModal();
    this.form.elements.reason.focus();
  }

  async #confirm() {
    const { reason } = this.form.elements;
    if (!reason.value.trim()) {
      reason.focus();
      reason.reportValidity();
      return;
    }
    if (this.busy) return;
    this.busy = true;
    const done = await stepIn(this.talk.code, { reason: reason.value.trim(), key: this.key, wrong: this.wrong });
    this.busy = false;
    if (done) this.dialog.close();
  }
}

customElements.define("console-step-in", ConsoleStepIn);
