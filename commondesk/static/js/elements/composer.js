/* <desk-composer>: a form with one textarea that grows, sends by Enter, breaks the line by Shift+Enter and keeps its draft.

     composer.setUp({draft, keepDraft: (text) => {}});
     composer.take()   // the text, and the field is empty again
   Tells `desk-say` with the text as its detail, and `desk-writing` while somebody types. */

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
  }

  setUp({ draft = "", keepDraft = () => {} }) {
    this.keepDraft = keepDraft;
    this.field.value ||= draft;
    this.#grow();
  }

  #key(event) {
    // While a word is being composed, Enter chooses its characters.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#say();
  }

  #say() {
    const text = this.field.value;
    if (!text.trim()) return;
    this.field.value = "";
    this.keepDraft?.("");
    this.#grow();
    this.field.focus();
    this.dispatchEvent(new CustomEvent("desk-say", { detail: text }));
  }

  #changed() {
    this.keepDraft?.(this.field.value);
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
