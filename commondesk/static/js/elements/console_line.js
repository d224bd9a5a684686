/* <console-line>: a thin bar while the line is down, or when the session has ended. Nothing is lost meanwhile, and it
   says so; it goes by itself. A second or two of reconnecting is nobody's business. */

import { desk } from "../console/desk.js";
import { text } from "../console/dom.js";
import { t } from "../console/words.js";

const PATIENCE_MS = 2500;

class ConsoleLine extends HTMLElement {
  connectedCallback() {
    this.sentence = this.querySelector("[data-sentence]");
    this.link = this.querySelector("[data-sign-in]");
    desk.on("line", () => this.#changed());
    window.addEventListener("offline", () => this.#changed());
    window.addEventListener("online", () => this.#changed());
    this.#changed();
  }

  #changed() {
    clearTimeout(this.timer);
    if (!navigator.onLine && desk.line !== "signed-out") this.#show(t("offline"));
    else if (desk.line === "open" || desk.line === "polling") this.hidden = true;
    else if (desk.line === "signed-out") this.#show(t("signed_out"), true);
    else if (this.hidden) this.timer = setTimeout(() => this.#show(t("reconnecting")), PATIENCE_MS);
    else this.#show(t("reconnecting"));
  }

  #show(sentence, signIn = false) {
    this.link.hidden = !signIn;
    // One may have gone elsewhere since the page was drawn.
    this.link.search = new URLSearchParams({ next: location.pathname });
    text(this.sentence, sentence);
    this.hidden = false;
  }
}

customElements.define("console-line", ConsoleLine);
