/* <console-log>: the conversation that is open, drawn with the shared message module; what is on its way below it. */

import { drawAside } from "./console_aside.js";
import { drawMessage, drawPending, showCorrection, showState } from "./message.js";
import { withCorrections } from "../pure/corrections.js";
import { isBy } from "../pure/talk_facts.js";
import { giveUpFiles, retryFiles } from "../console/attaching.js";
import { offerCorrection } from "../console/correcting.js";
import { desk, me, messageStrings } from "../console/desk.js";
import { h, icon, keyed, text } from "../console/dom.js";
import { markRead } from "../console/fetching.js";
import { route } from "../console/route.js";
import { giveUp, retry } from "../console/sending.js";
import { talks } from "../console/talks.js";
import { day, place, t } from "../console/words.js";

const NEARLY_AT_THE_END = 80;

class ConsoleLog extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[data-list=events]");
    this.pending = this.querySelector("[data-list=pending]");
    this.typing = this.querySelector("[data-typing]");
    this.newer = this.querySelector("[data-newer]");
    this.newer.addEventListener("click", () => this.#toEnd());
    this.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // The bar above, a growing composer or another screen change the height: whoever was at the end stays there.
    new ResizeObserver(() => this.#resized()).observe(this);
    desk.on("open", () => this.#drawAll());
    desk.on("talk", ({ code, fresh }) => { if (code === route.code) this.#add(fresh); });
    desk.on("outbox", ({ code }) => { if (code === route.code) this.#drawPending(); });
    desk.on("asides", ({ code }) => { if (code === route.code) this.#drawAll(); });
    desk.on("typing", ({ code }) => { if (code === route.code) this.#drawTyping(); });
    document.addEventListener("visibilitychange", () => this.#seen());
    this.#drawAll();
  }

  #resized() {
    if (this.follows) this.#toEnd();
    else this.height = this.clientHeight;
    this.#seen();
  }

  #drawAll() {
    const talk = talks.get(route.code);
    if (this.talk && this.talk !== talk) this.talk.drawn = false;
    this.talk = talk;
    this.list.replaceChildren();
    this.lastDay = "";
    if (!talk) return;
    talk.drawn = true;
    this.#append(withCorrections(talk.list.events));
    this.#drawPending();
    this.#drawTyping();
    this.#toEnd();
    this.#seen();
  }

  #add(fresh) {
    if (fresh.some((event) => event.kind === "erased")) return this.#drawAll();
    this.#append(fresh);
    if (fresh.some((event) => event.by.role === "patron")) this.#drawTyping();
    this.#drawPending();
    if (this.follows) this.#toEnd();
    else this.newer.hidden = false;
    return this.#seen();
  }

  #append(events) {
    for (const event of events) {
      if (event.kind === "corrected") {
        const li = this.list.querySelector(`[data-seq="${event.data.of}"]`);
        if (li) showCorrection(li, event, messageStrings);
        continue;
      }
      const today = day(event.at);
      if (today !== this.lastDay) this.list.append(h("li", { class: "message message-system message-day" }, today));
      this.lastDay = today;
      const drawn = drawEvent(event);
      if (drawn) this.list.append(drawn);
    }
  }

  #drawPending() {
    const items = this.talk ? [...this.talk.outbox.items, ...this.talk.files.items] : [];
    keyed(this.pending, items, (item) => item.key, (item) => makePending(item), (element, item) => updatePending(element, item, this.talk));
    if (this.follows && items.length) this.#toEnd();
  }

  #drawTyping() {
    const left = (this.talk?.typingUntil ?? 0) - Date.now();
    text(this.typing, left > 0 ? t("is_writing", { name: this.talk.facts.patron_name || t("patron") }) : "");
    clearTimeout(this.timer);
    if (left > 0) this.timer = setTimeout(() => { this.#drawTyping(); desk.tell("mine"); }, left + 50);
  }

  /** Read is what somebody can see: this tab in front, this conversation open, on a phone this of the three screens. */
  #seen() {
    if (this.talk && !document.hidden && this.clientHeight > 0) markRead(this.talk);
  }

  /** Only a person's scrolling counts; what a change of height does is set right by the observer. */
  #scrolled() {
    if (this.clientHeight !== this.height) return;
    this.follows = this.scrollHeight - this.scrollTop - this.clientHeight < NEARLY_AT_THE_END;
    if (this.follows) this.newer.hidden = true;
  }

  #toEnd() {
    this.follows = true;
    this.newer.hidden = true;
    this.height = this.clientHeight;
    this.scrollTop = this.scrollHeight;
  }
}

function drawEvent(event) {
  const talk = talks.get(route.code);
  const aside = event.kind === "aside" ? talk?.asides.get(event.data.aside) : null;
  if (aside) return drawAside(event, aside, talk);
  const said = event.kind === "message" || event.kind === "note";
  if (!said && !(event.kind in messageStrings)) return null;
  const strings = event.kind === "rated" ? { ...messageStrings, rated: t(`rated_${event.data.answered}`) } : messageStrings;
  const mine = event.by.role === "librarian" && isBy(event.by, me);
  const drawn = drawMessage(named(event), { mine, strings, files: `/api/v1/conversations/${route.code}/attachments/`, ...place });
  if (mine) offerCorrection(drawn, event, talks.get(route.code));
  if (event.by.role === "librarian" && said) drawn.classList.add("message-ours");
  if (event.kind === "note") drawn.querySelector(".message-by").prepend(h("span", { class: "note-mark" }, icon("sticky-note"), t("note_mark")));
  return drawn;
}

/** The patron's messages stand under the name they gave (SV1); on the wire they have none. */
function named(event) {
  const name = talks.get(route.code)?.facts.patron_name;
  return event.by.role === "patron" && name ? { ...event, by: { ...event.by, name } } : event;
}

function makePending(item) {
  const element = drawPending(item, { strings: messageStrings });
  element.classList.add("message-ours");
  element.classList.toggle("message-note", item.asNote === true);
  if (item.only) element.querySelector(".message-by").prepend(h("span", { class: "note-mark" }, t("only_to", { names: item.only.map(({ name }) => name).join(", ") })), " ");
  return element;
}

function updatePending(element, item, talk) {
  if (element.dataset.state === item.state) return;
  showState(element, item.state, messageStrings);
  element.querySelector(".message-again")?.remove();
  if (item.state !== "failed") return;
  const [tryAgain, dropIt] = item.files ? [retryFiles, giveUpFiles] : [retry, giveUp];
  const again = h("button", { type: "button", class: "button-plain", onclick: () => tryAgain(talk, item.key) }, t("try_again"));
  const edit = h("button", { type: "button", class: "button-plain", onclick: () => desk.tell("write", { mode: "edit", item: dropIt(talk, item.key) }) }, t("edit"));
  const why = t(`why_${item.why}`) === `why_${item.why}` ? item.detail ?? "" : t(`why_${item.why}`);
  element.append(h("p", { class: "message-again" }, why, " ", again, " ", edit));
}

customElements.define("console-log", ConsoleLog);
