/* A running clock: <console-clock since="2026-03-01T14:05:09Z" due="60" late="90"></console-clock>.
   Level in colour, icon and word; the exact moment on hover and for screen readers, to whom it does not tick. */

import { figures, level, secondsSince } from "../pure/waiting_clock.js";
import { now } from "../console/desk.js";
import { h, icon, text } from "../console/dom.js";
import { exactly, t } from "../console/words.js";

const ICONS = { calm: "clock", due: "hourglass", late: "triangle-alert" };
const running = new Set();

class ConsoleClock extends HTMLElement {
  static observedAttributes = ["since"];

  connectedCallback() {
    running.add(this);
    this.#draw();
  }

  disconnectedCallback() {
    running.delete(this);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#draw();
  }

  tick() {
    const { since, due, late } = this.#set;
    const seconds = secondsSince(since, now());
    const as = level(seconds, { due, late });
    text(this.figures, figures(seconds, { h: t("unit_hours"), d: t("unit_days") }));
    if (as === this.dataset.level) return;
    this.dataset.level = as;
    this.mark.replaceChildren(icon(ICONS[as]) ?? "");
    text(this.word, as === "calm" ? "" : t(`clock_${as}`));
  }

  #draw() {
    this.figures ??= h("span", { class: "clock-figures" });
    this.word ??= h("span", { class: "clock-word" });
    this.mark ??= h("span", { class: "clock-mark", "aria-hidden": "true" });
    if (!this.firstChild?.classList?.contains("clock-mark")) this.replaceChildren(this.mark, this.figures, this.word);
    this.dataset.level = "";
    this.title = exactly(this.getAttribute("since"));
    this.tick();
  }

  get #set() {
    const seconds = (name) => (this.hasAttribute(name) ? Number(this.getAttribute(name)) : undefined);
    return { since: this.getAttribute("since"), due: seconds("due"), late: seconds("late") };
  }
}

customElements.define("console-clock", ConsoleClock);
setInterval(() => { for (const clock of running) clock.tick(); }, 1000);

export function clock(since, limits = {}) {
  return h("console-clock", { since, ...limits });
}
