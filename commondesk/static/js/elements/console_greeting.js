/* <console-greeting>: before the first word of ours, the greeting is one click away, filled in (AC5). */

import { cannedOfStep } from "../console/canned.js";
import { desk, kept } from "../console/desk.js";
import { text } from "../console/dom.js";
import { route } from "../console/route.js";
import { talks } from "../console/talks.js";

class ConsoleGreeting extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.addEventListener("click", () => desk.tell("write", { mode: "insert", words: this.greeting }));
    for (const news of ["open", "facts", "talk", "draft", "outbox"]) desk.on(news, () => this.#look());
    this.#look();
  }

  async #look() {
    const talk = talks.get(route.code);
    this.hidden = true;
    if (!isDue(talk)) return;
    const [message] = await cannedOfStep(talk, "greeting");
    if (!message || talk.code !== route.code || !isDue(talk)) return;
    this.greeting = message.filled;
    text(this.button.querySelector("[data-words]"), this.greeting);
    this.hidden = false;
  }
}

function isDue(talk) {
  if (!talk?.isWithMe || kept.has(talk.code) || talk.outbox.items.length) return false;
  return !talk.list.events.some((event) => event.kind === "message" && event.by.role === "librarian");
}

customElements.define("console-greeting", ConsoleGreeting);
