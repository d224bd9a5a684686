/* <console-alarm>: what is alarming, in words, with the way to it; it stays until somebody has seen it or it is over. */

import { alarmsNow, see } from "../console/alarms.js";
import { desk, page } from "../console/desk.js";
import { text } from "../console/dom.js";
import { show } from "../console/route.js";
import { talks } from "../console/talks.js";
import { t } from "../console/words.js";

class ConsoleAlarm extends HTMLElement {
  connectedCallback() {
    this.sentence = this.querySelector("[data-sentence]");
    this.querySelector("[data-show]").addEventListener("click", () => this.#show());
    this.querySelector("[data-seen]").addEventListener("click", () => this.seen());
    desk.on("alarms", () => this.#draw());
    this.#draw();
  }

  /** All of them, at once. */
  seen() {
    const hadFocus = this.contains(document.activeElement);
    see(alarmsNow());
    if (hadFocus && this.hidden) document.querySelector(".desk-lists").focus();
  }

  #show() {
    const [first] = alarmsNow();
    if (first) show(first.code);
  }

  #draw() {
    const list = alarmsNow();
    const danger = list.filter(({ what }) => what === "danger");
    const others = list.filter(({ what }) => what !== "danger").map(({ what, code }) => t(`alarm_${what}`, { name: talks.get(code)?.facts.patron_name || t("patron") }));
    const late = danger.length ? [t("alarm_danger", { count: danger.length, seconds: page.standards.danger })] : [];
    // Only what is new is read aloud, so the same words are not written twice.
    text(this.sentence, [...others, ...late].join(" "));
    this.hidden = list.length === 0;
  }
}

customElements.define("console-alarm", ConsoleAlarm);
