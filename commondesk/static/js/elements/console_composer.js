/* <console-composer>: where the librarian writes, with the patron's name above it (SV1). Enter sends, Shift+Enter breaks
   the line, `/` opens canned messages; a note looks different from the first letter on, since no patron sees it. */

import { accept, trigger } from "../pure/canned.js";
import { sendFiles } from "../console/attaching.js";
import { lastWords, sendCorrection } from "../console/correcting.js";
import { desk, kept, messageStrings } from "../console/desk.js";
import { text } from "../console/dom.js";
import { route } from "../console/route.js";
import { say } from "../console/sending.js";
import { talks } from "../console/talks.js";
import { tell } from "../console/tell.js";
import { sayTyping, stopTyping } from "../console/typing.js";
import { t } from "../console/words.js";
import { randomKey } from "../pure/outbox.js";
import "./console_only_to.js";
import { FileTray } from "./file_tray.js";

class ConsoleComposer extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.canned = this.querySelector("console-canned");
    this.noteButton = this.querySelector("[data-note]");
    this.onlyTo = this.querySelector("console-only-to");
    this.to = this.querySelector("[data-part=to]");
    this.hint = this.querySelector("[data-part=hint]");
    this.canned.field = this.field;
    this.canned.ontake = (words) => this.#insert(words);
    this.tray = new FileTray(this.querySelector("[data-part=tray]"), messageStrings, { changed: () => { this.talk.tray = this.tray.files; } });
    this.bar = this.querySelector("[data-part=correcting]");
    this.bar.querySelector("button").addEventListener("click", () => this.#leaveCorrecting());
    this.#hearFiles();
    this.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); this.#send(); });
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("blur", () => this.canned.close());
    this.noteButton.addEventListener("click", () => this.#turn());
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
    this.tray.show(this.talk.tray);
    this.correcting = null;
    this.bar.hidden = true;
    const draft = kept.get(this.talk.code);
    this.field.value = draft.text;
    this.canned.close();
    this.onlyTo.clear();
    this.held = this.talk.isWithMe;
    this.wantsNote = draft.text !== "";
    this.#write(draft.asNote);
    this.#fit();
  }

  #turn() {
    const asNote = !this.asNote;
    this.#endCorrecting();
    this.#write(asNote);
    this.#keep();
    this.field.focus();
  }

  /** The one who holds it writes to the patron, everybody else may leave notes; a claim turns the page. */
  #fit() {
    const { isWithMe, isErased } = this.talk;
    this.hidden = isErased || !(isWithMe || this.wantsNote);
    this.noteButton.hidden = !isWithMe;
    if (!isWithMe) this.#endCorrecting();
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
    this.onlyTo.offer(this.asNote && facts.state !== "closed" && !this.talk.isErased);
  }

  /** Only what a person does is kept: another tab may have gone on meanwhile. A correction is no draft: later it would
   * be sent as a second message. */
  #keep() {
    if (this.correcting) return;
    kept.keep(this.talk.code, this.field.value, this.asNote);
    desk.tell("draft");
  }

  #key(event) {
    if (this.canned.handles(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "ArrowUp" && !this.field.value && !this.asNote) {
      const words = lastWords(this.talk);
      if (words) event.preventDefault();
      if (words) this.#correct(words);
    } else if (event.key === "Escape" && this.correcting) {
      this.#leaveCorrecting();
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
    if (this.correcting) return this.#sendCorrection(words);
    const files = this.asNote ? [] : this.tray.take();
    if (!words && !files.length) return;
    if (files.length) sendFiles(this.talk, words, files);
    else say(this.talk, words, { asNote: this.asNote, only: this.asNote ? this.onlyTo.chosen : null });
    this.onlyTo.clear();
    if (files.length) this.talk.tray = [];
    stopTyping(this.talk.code);
    this.field.value = "";
    this.wantsNote = false;
    this.#write(false);
    this.#keep();
    this.#fit();
    if (!this.hidden) this.field.focus();
  }

  /** From the button, pasted, or dropped on the conversation; to the patron, never with a note. */
  #hearFiles() {
    const chosen = this.querySelector("[data-part=clip] input");
    chosen.addEventListener("change", () => { this.#attach([...chosen.files]); chosen.value = ""; });
    this.field.addEventListener("paste", (event) => {
      const { files, types } = event.clipboardData;
      // Words from an office program come with a picture of themselves, and are words.
      if (!files.length || types.includes("text/plain")) return;
      event.preventDefault();
      this.#attach([...files]);
    });
    const pane = this.closest(".desk-talk");
    const brings = (event) => event.dataTransfer?.types.includes("Files") && this.talk?.isWithMe;
    pane.addEventListener("dragover", (event) => { if (brings(event)) event.preventDefault(); });
    pane.addEventListener("drop", (event) => {
      if (!brings(event)) return;
      event.preventDefault();
      this.#attach([...event.dataTransfer.files]);
    });
  }

  #attach(files) {
    if (!this.talk?.isWithMe || !files.length) return;
    // Turned into a reply, what was begun as a note would go to the patron.
    if (this.asNote && this.field.value.trim()) return tell(t("note_takes_no_file"), { late: true });
    if (this.asNote) this.#write(false);
    this.tray.add(files);
    return this.field.focus();
  }

  #correct(event) {
    if (!this.correcting) this.before = { text: this.field.value, asNote: this.asNote, only: this.onlyTo.chosen };
    this.#write(false);
    this.correcting = { event, key: randomKey() };
    this.field.value = event.body;
    this.bar.hidden = false;
    this.field.focus();
  }

  #leaveCorrecting() {
    this.#endCorrecting();
    this.#keep();
    this.field.focus();
  }

  /** What was begun before comes back as what it was: a note stays a note, and for whom it was. */
  #endCorrecting() {
    if (!this.correcting) return;
    const { before } = this;
    this.correcting = null;
    this.bar.hidden = true;
    text(this.bar.querySelector("[role=alert]"), "");
    this.field.value = before.text;
    this.#write(before.asNote);
    if (before.only.length) this.onlyTo.choose(before.only);
  }

  async #sendCorrection(words) {
    const { correcting } = this;
    if (!words) return;
    if (correcting.words && correcting.words !== words) correcting.key = randomKey();
    correcting.words = words;
    const refused = words === correcting.event.body ? "" : await sendCorrection(this.talk, correcting.event, words, correcting.key);
    if (this.correcting !== correcting) return;
    if (refused) text(this.bar.querySelector("[role=alert]"), refused);
    else this.#leaveCorrecting();
  }

  #asked({ mode, item, words, event, only = item?.only }) {
    if (!this.talk || this.talk.isErased) return;
    if (["note", "aside", "edit"].includes(mode)) this.#endCorrecting();
    this.wantsNote = true;
    this.#fit();
    if (mode === "edit") this.field.value = [this.field.value, item.body].filter(Boolean).join("\n");
    if (mode === "edit" && item.files) this.tray.add(item.files);
    if (mode === "correct") this.#correct(event);
    if (["note", "aside", "reply", "edit"].includes(mode)) this.#write(mode === "note" || mode === "aside" || item?.asNote === true);
    if (this.field.value && mode !== "correct") this.#keep();
    this.field.focus();
    if (mode === "canned") this.#openCanned();
    if (mode === "aside") this.onlyTo.ask();
    if (mode === "insert") this.#insert(words);
    if (only) this.onlyTo.choose(only);
  }
}

customElements.define("console-composer", ConsoleComposer);
