/* <desk-log>: the events of a talk in the order they came, and below them what is on its way. A reader hears each new
   message once, because only additions are made and a state changes its words in place.

     log.setUp({language, zone, strings, below});  // `below` lies over the end of the page: keep clear of it
     log.show(event, {mine});      // an event of the contract; takes the place of the pending one with its key
                                   // or changes the message that it corrects
     log.showPending({key, body}); log.showStates(items);
     log.toEnd(); log.clear();
   "Try again" is told as a `desk-retry` event with the key as its detail, "Correct" as `desk-correct` with the event. */

import { dayOf } from "../pure/times.js";
import { drawMessage, drawPending, showCorrection, showState } from "./message.js";

const NEAR_THE_END = 40;
// Pixels for the line that says who is writing.
const CLEAR = 40;
// A little less than the minute of the server.
const CORRECTABLE = 57_000;

class DeskLog extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol");
    this.lastDay = Array.from(this.list.querySelectorAll(".message-day"), (li) => li.textContent).pop() ?? "";
    window.addEventListener("scroll", () => { this.isAtEnd = this.#isNearTheEnd(); }, { passive: true });
    // A keyboard comes up, or a telephone is turned.
    window.addEventListener("resize", () => { if (this.isAtEnd) this.toEnd(); });
  }

  setUp(settings) {
    this.settings = settings;
  }

  show(event, { mine }) {
    if (event.kind === "corrected") {
      const li = this.list.querySelector(`[data-seq="${event.data.of}"]`);
      if (li) showCorrection(li, event, this.settings.strings);
      return;
    }
    const atEnd = this.#isNearTheEnd();
    const drawn = drawMessage(event, { ...this.settings, mine });
    if (!drawn) return;
    const pending = event.key ? this.#pending(event.key) : null;
    this.#day(event.at, pending);
    if (pending) {
      settle(pending, drawn);
      this.#offerCorrection(pending, event);
    } else this.list.insertBefore(drawn, this.list.querySelector("[data-key]"));
    if (atEnd) this.toEnd();
  }

  showPending(item) {
    const li = drawPending(item, this.settings);
    // One knows what one wrote: read aloud is what others say.
    li.setAttribute("aria-live", "off");
    this.list.append(li);
  }

  showStates(items) {
    for (const li of this.list.querySelectorAll("[data-key]")) {
      const item = items.find(({ key }) => key === li.dataset.key);
      this.#showState(li, item ?? { state: "" });
    }
  }

  /** Something was taken by the server and has not come back as an event. */
  hasUnseen() {
    return this.list.querySelector('[data-key][data-state=""]') !== null;
  }

  clear() {
    for (const li of this.list.querySelectorAll("li:not([data-key])")) li.remove();
    this.lastDay = "";
  }

  toEnd() {
    const last = this.list.lastElementChild;
    if (!last) return;
    last.style.scrollMarginBlockEnd = `${(this.settings.below?.offsetHeight ?? 0) + CLEAR}px`;
    last.scrollIntoView({ block: "nearest" });
    this.isAtEnd = true;
  }

  /** What lies below has grown: still show the end to who was looking at it. */
  keepEnd() {
    if (this.#isNearTheEnd()) this.toEnd();
  }

  /** What one has just said can be put right. */
  #offerCorrection(li, event) {
    if (event.kind !== "message" || !event.body) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-plain message-correct";
    button.textContent = this.settings.strings.correct;
    button.addEventListener("click", () => this.dispatchEvent(new CustomEvent("desk-correct", { detail: event })));
    li.append(button);
    setTimeout(() => button.remove(), CORRECTABLE);
  }

  #pending(key) {
    return this.list.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }

  #day(at, before) {
    const day = dayOf(at, this.settings.language, this.settings.zone);
    if (day === this.lastDay) return;
    this.lastDay = day;
    const li = document.createElement("li");
    li.className = "message message-system message-day";
    li.innerHTML = '<span class="message-sentence"></span>';
    li.firstChild.textContent = day;
    this.list.insertBefore(li, before ?? this.list.querySelector("[data-key]"));
  }

  #showState(li, { state, detail }) {
    if (li.dataset.state === state) return;
    showState(li, state, this.settings.strings);
    if (detail && state === "failed") li.querySelector(".message-state").append(" ", detail);
    if (state !== "failed" && state !== "waiting") return;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button-plain";
    again.textContent = this.settings.strings["try again"];
    again.addEventListener("click", () => this.dispatchEvent(new CustomEvent("desk-retry", { detail: li.dataset.key })));
    li.querySelector(".message-state").append(" ", again);
  }

  /** Whether the last message is being looked at; who reads further up is left alone. */
  #isNearTheEnd() {
    const last = this.list.lastElementChild;
    return !last || last.getBoundingClientRect().top < window.innerHeight + NEAR_THE_END;
  }
}

function settle(pending, drawn) {
  pending.replaceChildren(...drawn.childNodes);
  pending.dataset.seq = drawn.dataset.seq;
  delete pending.dataset.key;
  delete pending.dataset.state;
}

customElements.define("desk-log", DeskLog);
