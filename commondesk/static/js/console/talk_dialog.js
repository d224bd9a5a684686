/* A dialog about the conversation that is open, sent once by its button or by Ctrl+Enter. What differs, its element says:

     news                    // what is told to the desk when it is to open
     heading(talk)           // its heading
     needed(elements)        // the fields without which it is not sent; the first has the focus
     send(code, elements, { key, wrong })    // resolves to whether it was done */

import { randomKey } from "../pure/outbox.js";
import { desk } from "./desk.js";
import { text } from "./dom.js";
import { talks } from "./talks.js";

export class TalkDialog extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.form = this.querySelector("form");
    this.wrong = this.querySelector("[data-part=wrong]");
    desk.on(this.news, ({ code }) => this.#open(code));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#confirm(); });
    this.querySelector("textarea").addEventListener("keydown", (event) => {
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
    text(this.querySelector("h2"), this.heading(this.talk));
    this.dialog.showModal();
    this.needed(this.form.elements)[0].focus();
  }

  async #confirm() {
    if (this.busy) return;
    const { elements } = this.form;
    const missing = this.needed(elements).find((field) => !field.value.trim());
    if (missing) {
      missing.focus();
      missing.reportValidity();
      return;
    }
    this.busy = true;
    const done = await this.send(this.talk.code, elements, { key: this.key, wrong: this.wrong });
    this.busy = false;
    if (done) this.dialog.close();
  }
}
