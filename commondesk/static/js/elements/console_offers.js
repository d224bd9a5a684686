/* <console-offers>: what colleagues ask me to take over, with the brief, while there is time to answer (FO5). */

import { accept, decline } from "../console/acts.js";
import { desk, now } from "../console/desk.js";
import { h, keyed, text } from "../console/dom.js";
import { openRow } from "../console/route.js";
import { t } from "../console/words.js";
import { figures } from "../pure/waiting_clock.js";

class ConsoleOffers extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ul");
    this.addEventListener("click", (event) => openRow(event));
    desk.on("change", () => this.#draw());
    setInterval(() => { if (!this.hidden) this.#draw(); }, 1000);
    this.#draw();
  }

  #draw() {
    const { offered } = desk.state;
    keyed(this.list, offered, (offer) => offer.code, make, update);
    this.hidden = offered.length === 0;
  }
}

function make({ code, by, brief, to_help: toHelp, patron_name: name, library }) {
  return h("li", { class: "offer" },
    h("p", { class: "offer-by" }, t(toHelp ? "invite_for_me" : "offer_for_me", { who: by.library ? t("who_of", by) : by.name })),
    h("a", { class: "offer-brief", href: `/desk/${code}/`, "data-row": code, dir: "auto" }, brief),
    h("p", { class: "offer-facts" }, [name || t("patron"), library].filter(Boolean).join(" · ")),
    h("p", { class: "offer-facts offer-left" }),
    h("div", { class: "buttons" },
      h("button", { type: "button", class: "button", "data-accept": code, onclick: () => accept(code) }, t(toHelp ? "accept_invite" : "accept_offer")),
      h("button", { type: "button", class: "button-quiet", onclick: () => decline(code, by) }, t("decline_offer"))));
}

function update(element, { brief, lapses_at: lapsesAt }) {
  const seconds = Math.max(0, Math.floor((Date.parse(lapsesAt) - now()) / 1000));
  text(element.querySelector(".offer-brief"), brief);
  text(element.querySelector(".offer-left"), t("offer_left", { time: figures(seconds) }));
}

customElements.define("console-offers", ConsoleOffers);
