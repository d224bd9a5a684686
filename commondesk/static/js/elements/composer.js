/* <desk-composer>: a form with one textarea that grows, sends by Enter, breaks the line by Shift+Enter and keeps its draft.

     composer.setUp({draft, keepDraft: (text) => {}});
     composer.write(text)   // in the place of what stands there
     composer.more = () => true; composer.instead = (text) => {}   // something goes with it; somebody else takes it
   Tells `desk-say` with the text as its detail, `desk-writing` while somebody types, `desk-files` with those that were
   pasted, and `desk-up` for the arrow in an empty field. */

class DeskComposer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.field = this.querySelector("textarea");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#say();
    });
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("input", () => this.#changed());
    this.field.addEventListener("paste", (event) => this.#paste(event));
  }

  setUp({ draft = "", keepDraft = () => {} }) {
    this.keepDraft = keepDraft;
    this.field.value ||= draft;
    this.#grow();
  }

  write(text) {
    this.field.value = text;
    this.#grow();
    this.field.focus();
  }

  /** A screenshot; words from an office program come with a picture of themselves, and are words. */
  #paste(event) {
    const { files, types } = event.clipboardData;
    if (!files.length || types.includes("text/plain")) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("desk-files", { detail: [...files] }));
  }

  #key(event) {
    if (event.key === "ArrowUp" && !this.field.value) this.dispatchEvent(new CustomEvent("desk-up"));
    if (event.key === "Escape" && this.leave) {
      event.preventDefault(); // it ends the correction, and nothing around it
      this.leave();
    }
    // While a word is being composed, Enter chooses its characters.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#say();
  }

  #say() {
    const text = this.field.value;
    if (this.instead && text.trim()) this.instead(text);
    if (this.instead || !(text.trim() || this.more?.())) return;
    this.field.value = "";
    this.keepDraft?.("");
    this.#grow();
    this.field.focus();
    this.dispatchEvent(new CustomEvent("desk-say", { detail: text }));
  }

  #changed() {
    if (!this.instead) this.keepDraft?.(this.field.value);
    this.#grow();
    this.dispatchEvent(new CustomEvent("desk-writing"));
  }

  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.field.style.blockSize = "auto";
    this.field.style.blockSize = `${this.field.scrollHeight}px`;
  }
}

customElements.define("desk-composer", DeskComposer);
