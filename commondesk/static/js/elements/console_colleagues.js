/* <console-colleagues>: who else is on duty, from which library, with how many open conversations (AC1). */

import { desk, me } from "../console/desk.js";
import { h, keyed, text } from "../console/dom.js";
import { talks } from "../console/talks.js";
import { t } from "../console/words.js";

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
    text(this.querySelector("[data-you]"), t("you_have", { count: talks.mine().length }));
    this.empty.hidden = others.length > 0;
  }
}

function brief({ name, library, open_conversations: open }) {
  return { name, library: short(library), open };
}

function detailed(element, { name, library, queues, open_conversations: open }) {
  text(element.querySelector(".colleague-name"), library ? t("who_of", { name, library }) : name);
  // Of those that are mine, too: the others I know by no name.
  const at = queues.map((slug) => desk.state.queues.get(slug)?.name).filter(Boolean).join(", ");
  text(element.querySelector(".colleague-facts"), [t("open_conversations", { count: open }), at].filter(Boolean).join(" · "));
}

/** `Birch` for `Birch County Library`: the bar is narrow, the list below says it whole. */
function short(library) {
  return (library || t("consortium_staff")).split(" ")[0];
}

customElements.define("console-colleagues", ConsoleColleagues);
