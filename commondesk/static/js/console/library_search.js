/* A library by its name or town, where they are too many for a list: what is found stands below the field as one types.
   Arrows choose, Tab or Enter takes, Escape closes the list alone, a click takes, too. The list stays when one leaves the
   field: if it went then, a button that is being pressed would move away from under the pointer.

     const search = new LibrarySearch(input, (slug) => ...)   // hears which one is taken, and "" as long as none is
     search.clear()      // for a form that begins anew
     search.check()      // before it is sent: without one that is taken the field says `data-missing` */

import { labelled } from "../pure/library_names.js";
import { api } from "./desk.js";
import { h, text } from "./dom.js";
import { t } from "./words.js";

const LONGEST = 80; // of what the interface searches
const PAUSE = 200; // ms between the last letter and the search

export class LibrarySearch {
  #slug = "";
  #found = [];
  #at = 0;
  #timer = 0;

  constructor(input, chosen) {
    this.input = input;
    this.chosen = chosen;
    this.list = h("ul", { id: `${input.id}-found`, class: "library-found", role: "listbox", "aria-label": t("libraries_found"), hidden: true });
    this.told = h("p", { class: "small library-told", role: "status" });
    input.after(this.list, this.told);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("keydown", (event) => this.#pressed(event));
  }

  clear() {
    this.#name("");
    this.#close();
  }

  check() {
    this.input.setCustomValidity(this.#slug ? "" : this.input.dataset.missing);
  }

  /** Whatever the field said of what is missing it says no more: it would hide what is found. */
  #name(slug) {
    clearTimeout(this.#timer);
    this.#slug = slug;
    this.input.setCustomValidity("");
    text(this.told, "");
    this.chosen(slug);
  }

  #typed() {
    this.clear();
    if (this.input.value.trim()) this.#timer = setTimeout(() => this.#look(), PAUSE);
  }

  async #look() {
    const words = this.input.value;
    const answer = await api.get(`/libraries?q=${encodeURIComponent(words.trim().slice(0, LONGEST))}`).catch(() => null);
    if (words !== this.input.value) return; // one has typed on meanwhile, or has taken one
    const found = labelled(answer?.libraries ?? []);
    text(this.told, !answer ? t("could_not") : t(answer.after ? "libraries_more" : found.length ? "libraries_count" : "libraries_none", { count: found.length }));
    if (document.activeElement === this.input) this.#show(found);
  }

  #show(found) {
    this.#found = found;
    this.#at = 0;
    this.list.replaceChildren(...found.map((library, index) => this.#option(library, index)));
    this.list.hidden = found.length === 0;
    this.#mark();
  }

  #option({ name, place }, index) {
    const stay = (event) => event.preventDefault(); // the field keeps the focus
    return h("li", { role: "option", id: `${this.list.id}-${index}`, class: "canned", onmousedown: stay, onclick: () => { this.#at = index; this.#take(); } },
      h("span", { class: "canned-name" }, name), h("span", { class: "canned-step" }, place));
  }

  #pressed(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey || this.list.hidden) return;
    const act = { ArrowDown: () => this.#step(1), ArrowUp: () => this.#step(-1), Tab: () => this.#take(), Enter: () => this.#take(), Escape: () => this.#close() }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  #step(by) {
    this.#at = (this.#at + by + this.#found.length) % this.#found.length;
    this.#mark();
    this.list.children[this.#at].scrollIntoView({ block: "nearest" });
  }

  #mark() {
    const isOpen = !this.list.hidden;
    [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.#at)));
    this.input.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.input.setAttribute("aria-activedescendant", this.list.children[this.#at].id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #take() {
    const { slug, label } = this.#found[this.#at];
    this.input.value = label;
    this.#close();
    this.#name(slug);
  }

  #close() {
    this.list.hidden = true;
    this.list.replaceChildren();
    this.#mark();
  }
}
