/* <console-follow-up>: what is no chat any more: who goes on with it, and what the patron and that one have to know
   (EN4, CL2, FO1). Ctrl+Enter in a text confirms. */

import { randomKey } from "../pure/outbox.js";
import { desk } from "../console/desk.js";
import { text } from "../console/dom.js";
import { goOnByMail, refer } from "../console/following_up.js";
import { LibrarySearch } from "../console/library_search.js";
import { talks } from "../console/talks.js";
import { t } from "../console/words.js";

class ConsoleFollowUp extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.form = this.querySelector("form");
    this.confirm = this.querySelector("[data-confirm]");
    this.wrong = this.querySelector("[data-part=wrong]");
    desk.on("following-up", ({ code, how }) => this.#open(code, how));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#confirm(); });
    this.form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) this.#confirm();
    });
    const { named, library } = this.form.elements;
    if (named) this.search = new LibrarySearch(named, (slug) => { library.value = slug; });
    for (const choice of this.form.elements.how) choice.addEventListener("change", () => this.#show());
    this.querySelector("[data-back]").addEventListener("click", () => this.dialog.close());
  }

  get how() {
    return this.form.elements.how.value;
  }

  #open(code, how = "mail") {
    this.talk = talks.get(code);
    if (!this.talk || this.dialog.open) return;
    this.key = randomKey();
    this.form.reset();
    this.search?.clear();
    this.form.elements.how.value = how;
    const { facts } = this.talk;
    // Words of ours only where the patron reads this language.
    this.form.elements.message.value = facts.language === document.documentElement.lang ? t("going_on_default") : "";
    text(this.querySelector("h2"), t("follow_up_talk", { name: facts.patron_name || t("patron") }));
    const hint = this.querySelector("[data-part=email-hint]"); // where no mail leaves nobody asks for an address
    if (hint) text(hint, t(facts.has_address ? "hint_has_address" : "hint_no_address"));
    this.#show();
    this.dialog.showModal();
    this.#shown()[0].focus();
  }

  /** Only what the choice asks for. */
  #show() {
    for (const part of this.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(this.how);
    text(this.querySelector("[data-part=hint]"), t(`hint_follow_up_${this.how}`));
    text(this.confirm, t(`follow_up_${this.how}`));
    text(this.wrong, "");
  }

  #shown() {
    return [...this.form.querySelectorAll("[data-for]:not([hidden]) :is(textarea, select, input:not([type=radio]))")];
  }

  async #confirm() {
    if (this.busy) return;
    this.search?.check();
    const bad = this.#shown().find((field) => (field.required && !field.value.trim()) || !field.validity.valid);
    if (bad) {
      bad.focus();
      bad.reportValidity();
      return;
    }
    this.busy = true;
    this.confirm.setAttribute("aria-disabled", "true");
    const done = await (this.how === "mail" ? goOnByMail : refer)(this.talk.code, this.#said(), this.wrong);
    this.busy = false;
    this.confirm.removeAttribute("aria-disabled");
    if (done) this.dialog.close();
  }

  #said() {
    const { message, library, place, contact, why, reason, email } = this.form.elements;
    const shared = { key: this.key, ...(this.how !== "place" && email?.value.trim() && { email: email.value.trim() }) };
    if (this.how === "mail") return { ...shared, message: message.value.trim() };
    const to = this.how === "library" ? { library: library.value } : { place: { name: place.value.trim(), contact: contact.value.trim() } };
    return { ...shared, to, why: why.value, reason: reason.value.trim() };
  }
}

customElements.define("console-follow-up", ConsoleFollowUp);
