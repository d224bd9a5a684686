/* <console-duty>: the queues I look after. On duty means monitoring at least one; each is switched with one click. */

import { monitored } from "../pure/desk_state.js";
import { goOffDuty, monitor } from "../console/acts.js";
import { desk, page } from "../console/desk.js";
import { h, keyed, text } from "../console/dom.js";
import { t } from "../console/words.js";

class ConsoleDuty extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("[data-duty-button]");
    this.list = this.querySelector("[data-list=queues]");
    this.all = this.querySelector("[data-duty-all]");
    this.all.addEventListener("click", () => this.#switchAll());
    this.all.disabled = false; // until here a click would have been lost
    desk.on("change", () => this.#draw());
    this.#draw();
  }

  get mayMonitor() {
    return page.may_monitor.map((slug) => desk.state.queues.get(slug)).filter(Boolean);
  }

  #draw() {
    const now = monitored(desk.state);
    keyed(this.list, this.mayMonitor, (queue) => queue.slug, make, update);
    text(this.button.querySelector("[data-duty-state]"), now.length ? t("on_duty") : t("off_duty"));
    text(this.button.querySelector("[data-duty-queues]"), now.map((queue) => queue.name).join(", "));
    this.dataset.duty = now.length ? "on" : "off";
    text(this.all, now.length ? t("go_off_duty") : t("go_on_duty_all"));
    this.all.hidden = !now.length && this.mayMonitor.every((queue) => queue.is_practice);
  }

  /** On duty for all but practice, which one enters on purpose. */
  async #switchAll() {
    if (monitored(desk.state).length) return goOffDuty();
    for (const queue of this.mayMonitor.filter((one) => !one.is_practice)) await monitor(queue.slug, true);
    return null;
  }
}

function make(queue) {
  const box = h("input", { type: "checkbox", onchange: (event) => monitor(queue.slug, event.target.checked) });
  return h("li", {}, h("label", { class: "check" }, box, h("span", {}, h("span", { class: "queue-name" }), h("span", { class: "queue-waiting" }))));
}

function update(element, queue) {
  element.querySelector("input").checked = Boolean(queue.monitored);
  text(element.querySelector(".queue-name"), queue.is_practice ? t("practice_queue", { queue: queue.name }) : queue.name);
  text(element.querySelector(".queue-waiting"), queue.waiting ? t("queue_waiting", { count: queue.waiting }) : "");
}

customElements.define("console-duty", ConsoleDuty);
