/* <console-colleagues>: who else is on duty, from which library, with how many open conversations (AC1). */

import { desk, me } from "../console/desk.js";
import { h, keyed, text } from "../console/dom.js";
import { talks } from "../console/talks.js";
import { clockTime, t } from "../console/words.js";

const SHOWN_IN_THE_BAR = 3;

class ConsoleColleagues extends HTMLElement {
  connectedCallback() {
    this.bar = this.querySelector("[data-list=bar]");
    this.list = this.querySelector("[data-list=colleagues]");
    this.empty = this.querySelector("[data-empty]");
    desk.on("change", () => this.#draw());
    desk.on("mine", () => this.#draw());
    this.#draw();
  }

  #draw() {
    const others = desk.state.onDuty.filter((one) => one.id !== me.id);
    keyed(this.bar, others.slice(0, SHOWN_IN_THE_BAR), (one) => one.id, () => h("li"), (element, one) => text(element, t("colleague", brief(one))));
    keyed(this.list, others, (one) => one.id, () => h("li", {}, h("span", { class: "colleague-name" }), h("span", { class: "colleague-facts" })), detailed);
    this.querySelector("[popovertarget]").dataset.count = others.length;
    text(this.querySelector("[data-on-duty]"), t("others_on_duty", { count: others.length }));
    text(this.querySelector("[data-you]"), t("you_have", { count: talks.live().length }));
    this.empty.hidden = others.length > 0;
  }
}

function brief({ name, library, open_conversations: open }) {
  return { name, library: short(library), open };
}

function detailed(element, { name, library, queues, languages, back_at: back, open_conversations: open }) {
  text(element.querySelector(".colleague-name"), library ? t("who_of", { name, library }) : name);
  // Of those that are mine, too: the others I know by no name.
  const at = queues.map((slug) => desk.state.queues.get(slug)?.name).filter(Boolean).join(", ");
  const facts = [t("open_conversations", { count: open }), back && t("colleague_back_at", { time: clockTime(back) }), languagesOf(languages), at];
  text(element.querySelector(".colleague-facts"), facts.filter(Boolean).join(" · "));
}

/** Which languages besides the page's own one may hand a patron on for (AC1, ON6). */
function languagesOf(codes) {
  const names = new Intl.DisplayNames([document.documentElement.lang], { type: "language" });
  const others = codes.filter((code) => code !== document.documentElement.lang);
  return others.length ? t("speaks", { languages: others.map((code) => names.of(code) ?? code).join(", ") }) : "";
}

/** `Birch` for `Birch County Library`: the bar is narrow, the list below says it whole. */
function short(library) {
  return (library || t("consortium_staff")).split(" ")[0];
}

customElements.define("console-colleagues", ConsoleColleagues);
