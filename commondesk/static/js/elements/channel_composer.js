/* <channel-composer>: where one writes in a channel. Enter sends, Shift+Enter breaks the line; `@` lists colleagues:
   arrows choose, Tab or Enter takes, Escape closes. Without scripts its form is posted as it stands. */

import { called, calling, stillCalled } from "../pure/calling.js";
import { randomKey } from "../pure/outbox.js";
import { api, desk } from "../console/desk.js";
import { h, text } from "../console/dom.js";
import { t } from "../console/words.js";

class ChannelComposer extends HTMLElement {
  #found = [];
  #chosen = [];
  #at = 0;
  #key = randomKey();

  connectedCallback() {
    this.form = this.querySelector("form");
    this.field = this.querySelector("textarea");
    this.list = this.querySelector("[role=listbox]");
    this.wrong = this.querySelector("[data-part=wrong]");
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#send(); });
    this.field.addEventListener("keydown", (event) => this.#pressed(event));
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("blur", () => this.#close());
  }

  #pressed(event) {
    if (event.isComposing) return;
    const act = this.list.hidden || !this.#found.length ? null
      : { ArrowDown: () => this.#step(1), ArrowUp: () => this.#step(-1), Tab: () => this.#take(), Enter: () => this.#take(), Escape: () => this.#close() }[event.key];
    if (!act && (event.key !== "Enter" || event.shiftKey)) return;
    event.preventDefault();
    if (act) act();
    else this.#send();
  }

  async #typed() {
    const found = calling(this.field.value, this.field.selectionStart);
    this.query = found?.query ?? null;
    if (!found) return this.#close();
    const query = this.query;
    const answer = await api.get(`/channels/${this.dataset.slug}/colleagues?q=${encodeURIComponent(query)}`).catch(() => ({ colleagues: [] }));
    if (query !== this.query) return null;
    this.#found = answer.colleagues;
    this.#at = 0;
    this.list.replaceChildren(...this.#found.map((person, index) => this.#option(person, index)));
    this.list.hidden = this.#found.length === 0;
    return this.#mark();
  }

  #option(person, index) {
    const take = (event) => { event.preventDefault(); this.#at = index; this.#take(); };
    return h("li", { role: "option", id: `colleague-${index}`, class: "canned", onpointerdown: take },
      h("span", { class: "canned-name" }, person.name), h("span", { class: "canned-step" }, person.library));
  }

  #step(by) {
    this.#at = (this.#at + by + this.#found.length) % this.#found.length;
    this.#mark();
  }

  #mark() {
    [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.#at)));
    const chosen = this.list.children[this.#at];
    if (chosen && !this.list.hidden) this.field.setAttribute("aria-activedescendant", chosen.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  #take() {
    const { value, selectionStart: at } = this.field;
    const found = calling(value, at);
    if (!found) return this.#close();
    const person = this.#found[this.#at];
    const next = called(value, at, found, person.name);
    this.#chosen.push(person);
    this.field.value = next.text;
    this.field.setSelectionRange(next.caret, next.caret);
    return this.#close();
  }

  #close() {
    this.query = null;
    this.list.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }

  /** The same words keep their key until they have arrived, so that nothing is said twice. */
  async #send() {
    const body = this.field.value.trim();
    if (!body || this.busy) return;
    this.busy = true;
    try {
      await api.post(`/channels/${this.dataset.slug}/messages`, { key: this.#key, body, mentions: [...new Set(stillCalled(body, this.#chosen))] });
      this.field.value = "";
      this.#chosen = [];
      this.#key = randomKey();
      text(this.wrong, "");
      desk.tell("said");
    } catch (problem) {
      if (problem.status >= 400 && problem.status < 500) this.#key = randomKey();
      text(this.wrong, problem.sentence ?? t("could_not"));
    }
    this.busy = false;
    this.field.focus();
  }
}

customElements.define("channel-composer", ChannelComposer);
