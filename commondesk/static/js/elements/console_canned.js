/* <console-canned>: the list that opens while `/words` are typed in the composer. The focus stays in the text: arrows
   choose, Tab or Enter takes, Escape closes.

     canned.look(talk, query) / canned.close() / canned.handles(event)   // true when the key was meant for the list
     canned.ontake = (words) => {} */

import { cannedFor } from "../console/canned.js";
import { h } from "../console/dom.js";
import { announce } from "../console/tell.js";
import { t } from "../console/words.js";

const AT_MOST = 8;

class ConsoleCanned extends HTMLElement {
  #found = [];
  #at = 0;
  #turn = 0; // which looking is the latest; what an earlier one finds is for other words, or for another patron
  #looks = false;
  #wanted = false;

  connectedCallback() {
    this.list = this.querySelector("[role=listbox]");
    this.empty = this.querySelector("[data-empty]");
    this.hidden = true;
  }

  get isOpen() {
    return !this.hidden;
  }

  async look(talk, query) {
    const turn = ++this.#turn;
    this.#looks = true;
    this.#wanted = false;
    this.hidden = false;
    const found = await cannedFor(talk, query);
    if (turn !== this.#turn) return;
    this.#looks = false;
    this.#found = found.slice(0, AT_MOST);
    this.#at = 0;
    this.list.replaceChildren(...this.#found.map((message, index) => this.#option(message, index)));
    this.empty.hidden = this.#found.length > 0;
    if (this.told !== this.#found.length) announce(t("canned_found", { count: this.#found.length }));
    this.told = this.#found.length;
    this.#mark();
    if (this.#wanted && this.#found.length) this.#take();
  }

  close() {
    this.#turn += 1;
    this.#looks = this.#wanted = false;
    this.#found = [];
    this.list?.replaceChildren(); // filled in for one patron, and for no other
    this.hidden = true;
    this.told = undefined;
    this.field?.removeAttribute("aria-activedescendant");
  }

  handles(event) {
    if (!this.isOpen) return false;
    const act = { ArrowDown: () => this.#step(1), ArrowUp: () => this.#step(-1), Tab: () => this.#take(), Enter: () => this.#take(), Escape: () => this.close() }[event.key];
    if (!act || event.isComposing || event.shiftKey) return false;
    const takes = event.key === "Tab" || event.key === "Enter";
    if (takes && !this.#looks && this.#found.length === 0) return false;
    event.preventDefault();
    event.stopPropagation();
    // Typed faster than it is found: what is taken is what these words find, not what the last ones did.
    if (takes && this.#looks) this.#wanted = true;
    else act();
    return true;
  }

  #option(message, index) {
    const option = h("li", { role: "option", id: `canned-${index}`, class: "canned", onpointerdown: (event) => { event.preventDefault(); this.#at = index; this.#take(); } },
      h("span", { class: "canned-name" }, message.name), h("span", { class: "canned-step" }, t(`step_${message.step}`)), h("span", { class: "canned-body", lang: message.language }, message.filled ?? message.body));
    return option;
  }

  #step(by) {
    this.#at = (this.#at + by + this.#found.length) % Math.max(1, this.#found.length);
    this.#mark();
  }

  #mark() {
    [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.#at)));
    const chosen = this.list.children[this.#at];
    if (chosen) this.field?.setAttribute("aria-activedescendant", chosen.id);
    chosen?.scrollIntoView({ block: "nearest" });
  }

  #take() {
    const message = this.#found[this.#at];
    if (message) this.ontake(message.filled ?? message.body);
    this.close();
  }
}

customElements.define("console-canned", ConsoleCanned);
