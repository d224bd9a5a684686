/* <console-notices>: the switch for sound and desktop notices; off until a person wants them. */

import { notices } from "../console/notices.js";
import { tell } from "../console/tell.js";
import { t } from "../console/words.js";

class ConsoleNotices extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector("input");
    this.box.checked = notices.on;
    this.box.addEventListener("change", () => this.#switch());
  }

  async #switch() {
    await notices.switch(this.box.checked);
    if (this.box.checked && window.Notification?.permission === "denied") tell(t("notices_blocked"));
  }
}

customElements.define("console-notices", ConsoleNotices);
