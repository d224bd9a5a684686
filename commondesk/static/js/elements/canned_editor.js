/* <canned-editor data-values='{"patron": ...}'>: puts variables into the text at the caret, and shows what an example
   patron would read while one writes. */

import { filledIn, inserted } from "../pure/canned_preview.js";

class CannedEditor extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    this.values = JSON.parse(this.dataset.values);
    this.preview = this.querySelector("[data-preview]");
    this.querySelector("[data-variables]").hidden = false;
    this.querySelector("[data-show]").hidden = true;
    this.addEventListener("click", (event) => this.#insert(event.target.closest("[data-variable]")));
    this.text.addEventListener("input", () => this.#show());
    this.#show();
  }

  #insert(button) {
    if (!button) return;
    const { text, caret } = inserted(this.text.value, this.text.selectionStart, this.text.selectionEnd, button.dataset.variable);
    this.text.value = text;
    this.text.focus();
    this.text.setSelectionRange(caret, caret);
    this.#show();
  }

  #show() {
    const filled = filledIn(this.text.value, this.values);
    this.preview.textContent = filled;
    this.querySelector("[data-length]").textContent = String(Array.from(filled).length);
  }
}

customElements.define("canned-editor", CannedEditor);
