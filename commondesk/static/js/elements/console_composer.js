/* <console-composer>: where the librarian writes, with the patron's name above it (SV1). Enter sends, Shift+Enter breaks
   the line, `/` opens canned messages; a note looks different from the first letter on, since no patron sees it. */

import { accept, trigger } from "../pure/canned.js";
import { desk, kept } from "../console/desk.js";
import { text } from "../console/dom.js";
import { route } from "../console/route.js";
import { say } from "../console/sending.js";
import { talks } from "../console/talks.js";
import { sayTyping, stopTyping } from "../console/typing.js";
import { t } from "../console/words.js";

class ConsoleComposer extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.canned = this.querySelector("console-canned");
    this.noteButton = this.querySelector("[data-note]");
    this.to = this.querySelector("[data-part=to]");
    this.hint = this.querySelector("[data-part=hint]");
    this.canned.field = this.field;
    this.canned.ontake = (words) => this.#insert(words);
    this.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); this.#send(); });
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("blur", () => this.canned.close());
    this.noteButton.addEventListener("click", () => { this.#write(!this.asNote); this.#keep(); this.field.focus(); });
    this.querySelector("[data-canned]").addEventListener("click", () => this.#openCanned());
    desk.on("open", () => this.#begin());
    desk.on("facts", ({ code }) => { if (code === route.code) this.#fit(); });
    desk.on("focus", ({ where }) => { if (where === "composer") this.field.focus({ preventScroll: true }); });
    desk.on("write", (asked) => this.#asked(asked));
    // Two tabs agree: what was begun, sent or emptied in the other one is so here, unless somebody writes here.
    window.addEventListener("storage", () => { if (document.activeElement !== this.field) this.#begin(); });
    this.#begin();
  }

  #begin() {
    this.talk = talks.get(route.code);
    if (!this.talk) return;
    const draft = kept.get(this.talk.code);
    this.field.value = draft.text;
    this.canned.close();
    this.held = this.talk.isWithMe;
    this.wantsNote = draft.text !== "";
    this.#write(draft.asNote);
    this.#fit();
  }

  /** The one who holds it writes to the patron, everybody else may leave notes; a claim turns the page. */
  #fit() {
    const { isWithMe, isErased } = this.talk;
    this.hidden = isErased || !(isWithMe || this.wantsNote);
    this.noteButton.hidden = !isWithMe;
    if (!isWithMe) this.#write(true);
    else if (!this.held && !this.field.value) this.#write(false);
    this.held = isWithMe;
  }

  #write(asNote) {
    const { facts } = this.talk;
    this.asNote = asNote || !this.talk.isWithMe;
    this.dataset.mode = this.asNote ? "note" : "reply";
    this.noteButton.setAttribute("aria-pressed", String(this.asNote));
    const names = { name: facts.patron_name || t("patron"), library: facts.library?.name ?? t("no_library") };
    text(this.to, t(this.asNote ? "note_about" : "to_whom", names));
    text(this.querySelector("[data-send-word]"), t(this.asNote ? "keep_note" : "send"));
    text(this.hint, this.asNote ? t("note_hint") : "");
  }

  /** Only what a person does is kept: another tab may have gone on meanwhile. */
  #keep() {
    kept.keep(this.talk.code, this.field.value, this.asNote);
    desk.tell("draft");
  }

  #key(event) {
    if (this.canned.handles(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "Escape") {
      document.querySelector("console-talk [data-part=title]").focus();
    }
  }

  #typed() {
    this.#keep();
    const found = trigger(this.field.value, this.field.selectionStart);
    if (found) this.canned.look(this.talk, found.query);
    else this.canned.close();
    if (!found && !this.asNote && this.field.value.trim()) sayTyping(this.talk.code);
  }

  #openCanned() {
    const { value } = this.field;
    this.field.value = value && !value.endsWith("\n") ? `${value}\n/` : `${value}/`;
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
    this.#typed();
  }

  /** In the place of the `/words` at the caret, or at the caret. */
  #insert(words) {
    const { value, selectionStart: at } = this.field;
    const changed = accept(value, at, trigger(value, at) ?? { start: at }, words);
    this.field.value = changed.text;
    this.field.focus();
    this.field.setSelectionRange(changed.caret, changed.caret);
    this.#keep();
  }

  #send() {
    const words = this.field.value.trim();
    if (!words) return;
    say(this.talk, words, { asNote: this.asNote });
    stopTyping(this.talk.code);
    this.field.value = "";
    this.wantsNote = false;
    this.#write(false);
    this.#keep();
    this.#fit();
    if (!this.hidden) this.field.focus();
  }

  #asked({ mode, item, words }) {
    if (!this.talk || this.talk.isErased) return;
    this.wantsNote = true;
    this.#fit();
    if (mode === "edit") this.field.value = [this.field.value, item.body].filter(Boolean).join("\n");
    if (mode === "note" || mode === "reply" || mode === "edit") this.#write(mode === "note" || item?.asNote === true);
    if (this.field.value) this.#keep();
    this.field.focus();
    if (mode === "canned") this.#openCanned();
    if (mode === "insert") this.#insert(words);
  }
}

customElements.define("console-composer", ConsoleComposer);
