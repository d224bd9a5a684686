/* <copy-field>: copies its text by a button. Without scripts the text is marked and copied as any other. */

class CopyField extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    this.status = this.querySelector("[role=status]");
    this.querySelector("p").hidden = false;
    this.querySelector("button").addEventListener("click", () => this.#copy());
    this.text.addEventListener("focus", () => this.text.select());
  }

  /** Only pages by https may write to the clipboard; elsewhere marking it is as much as can be done. */
  async #copy() {
    this.status.textContent = "";
    this.text.select();
    try {
      await navigator.clipboard.writeText(this.text.value);
      this.status.textContent = this.status.dataset.copied;
    } catch {
      this.text.focus();
      this.status.textContent = this.status.dataset.marked;
    }
  }
}

customElements.define("copy-field", CopyField);
