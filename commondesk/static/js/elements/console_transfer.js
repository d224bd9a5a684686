/* <console-transfer>: to whom one hands on, and the brief that goes with it (FO1). Ctrl+Enter in the brief sends. */

import { randomKey } from "../pure/outbox.js";
import { invite, transfer } from "../console/acts.js";
import { desk, me } from "../console/desk.js";
import { h, text } from "../console/dom.js";
import { talks } from "../console/talks.js";
import { t } from "../console/words.js";

class ConsoleTransfer extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.form = this.querySelector("form");
    this.confirm = this.querySelector("[data-confirm]");
    desk.on("transferring", ({ code, help }) => this.#open(code, help));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#confirm(); });
    for (const choice of this.form.elements.help) choice.addEventListener("change", () => this.#hint());
    this.form.elements.to.addEventListener("change", () => this.#hint());
    this.form.elements.brief.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#confirm();
    });
    this.querySelector("[data-back]").addEventListener("click", () => this.dialog.close());
  }

  #open(code, help = false) {
    this.talk = talks.get(code);
    if (!this.talk || this.dialog.open) return;
    this.key = randomKey();
    this.form.reset();
    this.form.elements.help.value = help ? "yes" : "";
    text(this.querySelector("[data-part=wrong]"), "");
    this.#people();
    this.#hint();
    this.dialog.showModal();
    this.form.elements.to.focus();
  }

  #people() {
    const others = desk.state.onDuty.filter((one) => one.id !== me.id);
    const options = others.map((one) => h("option", { value: `person:${one.id}` }, t("person_now", { who: whole(one), open: one.open_conversations })));
    const nobody = h("option", { disabled: true }, t("nobody_here"));
    this.querySelector("[data-list=people]").replaceChildren(...(options.length ? options : [nobody]));
  }

  #hint() {
    const [kind] = this.form.elements.to.value.split(":");
    const isPerson = kind === "person";
    // Whoever came for help reads of help, until it is a queue or a library that they choose.
    const forHelp = this.helps && (isPerson || !kind);
    this.querySelector("[data-part=help]").hidden = !isPerson;
    text(this.querySelector("[data-part=hint]"), forHelp ? t("hint_help") : kind ? t(`hint_${kind}`) : "");
    text(this.querySelector("h2"), t(forHelp ? "help_talk" : "transfer_talk", { name: this.talk.facts.patron_name || t("patron") }));
    text(this.confirm, t(forHelp ? "invite" : "transfer"));
  }

  get helps() {
    return this.form.elements.help.value === "yes";
  }

  /** Where one is chosen: the list, or, of too many libraries, the field for its name. */
  #receiver() {
    const { to, named } = this.form.elements;
    return to.selectedOptions[0]?.matches("[data-named]") ? named : to;
  }

  async #confirm() {
    if (this.busy) return;
    const { to, brief } = this.form.elements;
    this.querySelector("console-library")?.search.check();
    const missing = [this.#receiver(), brief].find((field) => !field.value.trim() || !field.validity.valid);
    if (missing) {
      missing.focus();
      missing.reportValidity();
      return;
    }
    this.busy = true;
    this.confirm.setAttribute("aria-disabled", "true");
    const { code } = this.talk;
    const more = { brief: brief.value.trim(), key: this.key, wrong: this.querySelector("[data-part=wrong]") };
    const found = receiver(to.value);
    const done = await (found.person && this.helps ? invite(code, found.person, more) : transfer(code, found, more));
    this.busy = false;
    this.confirm.removeAttribute("aria-disabled");
    if (done) this.dialog.close();
  }
}

function receiver(value) {
  const [kind, name] = value.split(":");
  return { [kind]: kind === "person" ? Number(name) : name };
}

function whole({ name, library }) {
  return library ? t("who_of", { name, library }) : name;
}

customElements.define("console-transfer", ConsoleTransfer);
