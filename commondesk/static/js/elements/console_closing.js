/* <console-closing>: one dialog that ends a conversation: the closing message (SV7), and what it was (CL4), suggested
   from the words. Its first focus is on the button, so that Enter confirms all of it. */

import { randomKey } from "../pure/outbox.js";
import { another, changed, suggested, toSend, without } from "../pure/questions.js";
import { classify, close, reopen } from "../console/acts.js";
import { cannedOfStep } from "../console/canned.js";
import { api, desk } from "../console/desk.js";
import { quietly, refresh } from "../console/fetching.js";
import { h, text } from "../console/dom.js";
import { talks } from "../console/talks.js";
import { tell } from "../console/tell.js";
import { t } from "../console/words.js";
import { questionFields } from "./console_question.js";

class ConsoleClosing extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.form = this.querySelector("form");
    this.message = this.querySelector("[name=closing]");
    this.choices = this.querySelector("[data-list=closings]");
    this.questionsPart = this.querySelector("[data-part=questions]");
    this.confirm = this.querySelector("[data-confirm]");
    desk.on("closing", ({ code, only }) => this.#open(code, only === "classify"));
    desk.on("facts", ({ code }) => { if (this.dialog.open && !this.busy && code === this.talk.code) this.#overtaken(); });
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#confirm(); });
    this.form.addEventListener("keydown", (event) => this.#key(event));
    this.form.addEventListener("change", () => this.#withOrWithout());
    this.querySelector("[data-another]").addEventListener("click", () => { this.questions = another(this.questions); this.#drawQuestions(); });
    this.querySelector("[data-back]").addEventListener("click", () => this.dialog.close());
  }

  async #open(code, onlyClassify) {
    this.talk = talks.get(code);
    if (!this.talk || this.dialog.open) return;
    this.key = randomKey();
    this.#ask(onlyClassify);
    const [suggestion, closings] = await Promise.all([
      api.get(`/conversations/${code}/classify`).catch(() => ({})),
      onlyClassify ? [] : cannedOfStep(this.talk, "closing"),
    ]);
    this.questions = suggested(suggestion.confirmed?.length ? { questions: suggestion.confirmed } : suggestion);
    this.#drawQuestions();
    this.#drawClosings(closings);
    this.form.elements.how.value = "message";
    this.#withOrWithout();
    this.dialog.showModal();
    this.#focus();
  }

  /** For the last word and what it was, or, once it is closed, for what it was alone. */
  #ask(onlyClassify, wrong = "") {
    this.onlyClassify = onlyClassify;
    const name = this.talk.facts.patron_name || t("patron");
    text(this.querySelector("h2"), t(onlyClassify ? "classify_talk" : "close_talk", { name }));
    text(this.confirm.querySelector("[data-word]"), t(onlyClassify ? "confirm_classification" : "close_it"));
    this.querySelector("[data-part=message]").hidden = onlyClassify;
    text(this.querySelector("[data-part=wrong]"), wrong);
  }

  /** The patron, or another tab, was faster. */
  #overtaken() {
    const { isErased, facts } = this.talk;
    if (isErased || (facts.state !== "closed" && !this.talk.isMine)) this.dialog.close();
    else if (facts.state === "closed" && !this.onlyClassify) this.#ask(true, t("closed_meanwhile"));
  }

  /** On what a person has to say, or else on the button: one key confirms the rest. */
  #focus() {
    (this.#halfFilled() ?? this.confirm).focus();
  }

  #halfFilled() {
    const index = this.questions.findIndex(({ kind, outcome }) => Boolean(kind) !== Boolean(outcome));
    if (index < 0) return null;
    return document.getElementById(`question-${index}-${this.questions[index].kind ? "outcome" : "kind"}`);
  }

  #drawClosings(closings) {
    this.message.value = closings[0]?.filled ?? t("closing_default");
    this.choices.replaceChildren(...closings.map((one) => h("li", {}, h("button", { type: "button", class: "button-quiet", onclick: () => { this.message.value = one.filled; this.message.focus(); } }, one.name))));
  }

  #withOrWithout() {
    const withMessage = this.form.elements.how.value === "message";
    this.querySelector("[data-part=with]").hidden = !withMessage;
    this.querySelector("[data-part=without]").hidden = withMessage;
  }

  #drawQuestions() {
    const focused = document.activeElement?.id;
    this.questionsPart.replaceChildren(...this.questions.map((question, index) => questionFields(question, index, {
      change: (field, value) => { this.questions = changed(this.questions, index, field, value); },
      remove: this.questions.length > 1 ? () => { this.questions = without(this.questions, index); this.#drawQuestions(); } : null,
    })));
    if (focused) document.getElementById(focused)?.focus();
  }

  /** In a choice Enter confirms; in a text it breaks the line, so there it takes Ctrl. */
  #key(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey || event.target.matches("select"))) return;
    event.preventDefault();
    this.#confirm();
  }

  async #confirm() {
    if (this.busy) return;
    const half = this.#halfFilled();
    text(this.querySelector("[data-part=wrong]"), half ? t("half_classified") : "");
    if (half) {
      half.focus();
      return;
    }
    this.busy = true;
    this.confirm.setAttribute("aria-disabled", "true");
    const { code } = this.talk;
    const done = this.onlyClassify || await close(code, this.#how());
    const questions = toSend(this.questions);
    const classified = done && (questions.length === 0 || await classify(code, questions));
    this.busy = false;
    this.confirm.removeAttribute("aria-disabled");
    if (!classified) return this.#refused(code, done);
    this.dialog.close();
    if (this.onlyClassify) return questions.length ? tell(t("classified")) : null;
    tell(t("closed"), { undo: () => reopen(code), word: t("reopen") });
    desk.tell("closed-by-me", { code });
  }

  /** What is told at the foot of the page stands behind this dialog, so it is said here, too. */
  #refused(code, isClosed) {
    this.#ask(isClosed, desk.refused.sentence);
    quietly(refresh(code)); // whoever was faster is seen by that
  }

  #how() {
    const withMessage = this.form.elements.how.value === "message";
    const closing = withMessage ? this.message.value.trim() : "";
    return { closing, reason: closing ? "" : this.form.elements.reason.value, key: this.key };
  }
}

customElements.define("console-closing", ConsoleClosing);
