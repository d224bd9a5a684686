/* <console-beside>: the patron's library beside the conversation, and its facts. The server draws it (hours, contacts
   and notes for visiting staff change with the place); the notes below it are the conversation's own. */

import { takeMarkBack } from "../console/acts.js";
import { desk, now } from "../console/desk.js";
import { h, keyed, text } from "../console/dom.js";
import { route } from "../console/route.js";
import { talks } from "../console/talks.js";
import { exactly, moment, t } from "../console/words.js";

// What these events say stands among the facts.
const CHANGES_FACTS = new Set(["address", "classified", "rated", "closed", "reopened", "erased", "claimed", "released", "transferred", "marked"]);

class ConsoleBeside extends HTMLElement {
  connectedCallback() {
    this.entry = this.querySelector("[data-part=entry]");
    this.notes = this.querySelector("[data-list=notes]");
    this.addNote = this.querySelector("[data-add-note]");
    this.addNote.addEventListener("click", () => desk.tell("write", { mode: "note" }));
    this.entry.addEventListener("click", (event) => {
      if (event.target.closest("[data-take-mark-back]")) takeMarkBack(route.code);
    });
    desk.on("open", () => { this.#drawNotes(); this.#fetch(true); });
    desk.on("talk", ({ code, fresh }) => this.#news(code, fresh));
    this.#drawNotes();
  }

  #news(code, fresh) {
    if (code !== route.code) return;
    this.#drawNotes();
    if (fresh.some((event) => CHANGES_FACTS.has(event.kind))) this.#fetch(false);
  }

  async #fetch(anew) {
    const { code } = route;
    this.hidden = !code;
    if (!code) return;
    if (anew) this.entry.setAttribute("aria-busy", "true");
    const answer = await fetch(`/desk/${code}/beside/`, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
    if (code !== route.code || !answer?.ok || answer.redirected) return;
    const fragment = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.entry.replaceChildren(...fragment.body.childNodes);
    this.entry.removeAttribute("aria-busy");
  }

  #drawNotes() {
    const talk = talks.get(route.code);
    const events = talk?.list.events ?? [];
    this.addNote.hidden = talk?.isErased ?? false;
    const notes = events.filter((event) => event.kind === "note");
    keyed(this.notes, notes, (event) => event.seq, makeNote, (element, event) => text(element.querySelector("p"), event.body ?? ""));
    this.querySelector("[data-empty]").hidden = notes.length > 0;
  }
}

function makeNote({ by, at }) {
  const time = h("time", { datetime: at, title: exactly(at) }, moment(at, now()));
  return h("li", { class: "side-note" }, h("p", { dir: "auto" }), h("span", { class: "small" }, by.library ? t("who_of", by) : by.name, " · ", time));
}

customElements.define("console-beside", ConsoleBeside);
