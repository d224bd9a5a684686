/* <console-only-to>: who alone reads a note, chosen among the colleagues on duty (KN5).

     onlyTo.offer(true)      // shown while a note is written
     onlyTo.chosen           // [{id, name}], empty: all staff
     onlyTo.choose(people) / onlyTo.ask() / onlyTo.clear() */

import { desk, me } from "../console/desk.js";
import { h, keyed, text } from "../console/dom.js";
import { t } from "../console/words.js";

class ConsoleOnlyTo extends HTMLElement {
  #named = new Map();

  connectedCallback() {
    this.list = this.querySelector("[data-list=people]");
    this.who = this.querySelector("[data-part=who]");
    this.all = this.who.textContent;
    this.details = this.querySelector("details");
    desk.on("change", () => this.#draw());
    this.#draw();
  }

  get chosen() {
    return [...this.#named.values()];
  }

  offer(isOffered) {
    this.hidden = !isOffered;
    if (!isOffered) this.clear();
  }

  /** Who it is for is asked before the words. */
  ask() {
    if (this.hidden) return;
    this.details.open = true;
    (this.list.querySelector("input") ?? this.details.querySelector("summary")).focus();
  }

  choose(people) {
    this.#named = new Map(people.map(({ id, name }) => [id, { id, name }]));
    this.details.open = true;
    this.#draw();
  }

  clear() {
    this.#named.clear();
    if (this.details) this.details.open = false;
    if (this.list) this.#draw();
  }

  /** Whoever was chosen stays in the list when they go off duty: the words are for them. */
  #draw() {
    const onDuty = desk.state.onDuty.filter((one) => one.id !== me.id);
    const gone = this.chosen.filter(({ id }) => !onDuty.some((one) => one.id === id));
    keyed(this.list, [...onDuty, ...gone], ({ id }) => id, (one) => this.#make(one), (element, { id }) => {
      element.querySelector("input").checked = this.#named.has(id);
    });
    text(this.who, this.#named.size ? this.chosen.map(({ name }) => name).join(", ") : this.all);
    if (!this.list.children.length) this.list.replaceChildren(h("li", { class: "small", "data-key": "nobody" }, t("aside_nobody")));
    this.toggleAttribute("data-aside", this.#named.size > 0);
  }

  #make({ id, name, library }) {
    const change = (event) => {
      if (event.target.checked) this.#named.set(id, { id, name });
      else this.#named.delete(id);
      this.#draw();
    };
    const word = library ? t("who_of", { name, library }) : name;
    return h("li", {}, h("label", { class: "check" }, h("input", { type: "checkbox", onchange: change }), " ", h("span", {}, word)));
  }
}

customElements.define("console-only-to", ConsoleOnlyTo);
