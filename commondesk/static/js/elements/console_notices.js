/* <console-notices>: the switch of this browser's sounds and desktop notices; the mark in the bar says when none would
   come, and why. What calls at all is chosen on a page of one's own. */

import { wants } from "../pure/calls.js";
import { muted } from "../console/calls.js";
import { desk } from "../console/desk.js";
import { text } from "../console/dom.js";
import { canSound } from "../console/sound.js";
import { tell } from "../console/tell.js";
import { t } from "../console/words.js";

class ConsoleNotices extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector("input");
    this.mark = document.querySelector("[data-muted-mark]");
    this.box.addEventListener("change", () => this.switch(this.box.checked));
    for (const news of ["muted", "change"]) desk.on(news, () => this.#draw());
    // The first gesture lets the browser sound.
    for (const gesture of ["pointerup", "keyup"]) window.addEventListener(gesture, () => this.#draw(), { passive: true });
    this.#draw();
  }

  switch(on) {
    muted.switch(on);
    tell(t(on ? "muted_now" : "unmuted_now"), { undo: () => muted.switch(!on) });
    if (!on && window.Notification?.permission === "denied") tell(t("notices_blocked"));
  }

  toggle() {
    this.switch(!muted.on);
  }

  #draw() {
    this.box.checked = muted.on;
    const { calls } = desk.state.me;
    const listens = Object.keys(calls ?? {}).some((kind) => wants(calls, kind, "sound"));
    const silent = listens && !muted.on && !canSound();
    text(this.mark.querySelector("span"), muted.on ? t("muted_mark") : silent ? t("silent_mark") : "");
    this.mark.hidden = !muted.on && !silent;
  }
}

customElements.define("console-notices", ConsoleNotices);
