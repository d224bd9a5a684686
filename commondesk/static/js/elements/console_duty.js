/* <console-duty>: the queues I look after. On duty means monitoring at least one; each is switched with one click. */

import { monitored } from "../pure/desk_state.js";
import { backSoon, goOffDuty, limitChats, monitor } from "../console/acts.js";
import { desk, now, page } from "../console/desk.js";
import { h, keyed, text } from "../console/dom.js";
import { clockTime, t } from "../console/words.js";

const AWAY_MINUTES = 5;

class ConsoleDuty extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("[data-duty-button]");
    this.list = this.querySelector("[data-list=queues]");
    this.all = this.querySelector("[data-duty-all]");
    this.all.addEventListener("click", () => this.#switchAll());
    this.limit = this.querySelector("[data-limit]");
    this.away = this.querySelector("[data-away]");
    this.limit.addEventListener("change", () => limitChats(Number(this.limit.value) || null));
    this.away.addEventListener("click", () => backSoon(this.#isAway ? 0 : AWAY_MINUTES));
    this.limit.disabled = this.away.disabled = false;
    setInterval(() => { if (this.dataset.duty === "away") this.#draw(); }, 1000);
    this.all.disabled = false; // until here a click would have been lost
    desk.on("change", () => this.#draw());
    this.#draw();
  }

  get mayMonitor() {
    return page.may_monitor.map((slug) => desk.state.queues.get(slug)).filter(Boolean);
  }

  #draw() {
    const queues = monitored(desk.state);
    keyed(this.list, this.mayMonitor, (queue) => queue.slug, make, update);
    text(this.button.querySelector("[data-duty-state]"), this.#state(queues));
    text(this.away, this.#isAway ? t("i_am_back") : t("back_soon", { minutes: AWAY_MINUTES }));
    this.limit.value = String(desk.state.me.limit ?? "");
    text(this.button.querySelector("[data-duty-queues]"), queues.map((queue) => queue.name).join(", "));
    this.dataset.duty = queues.length && this.#isAway ? "away" : queues.length ? "on" : "off";
    text(this.all, queues.length ? t("go_off_duty") : t("go_on_duty_all"));
    this.all.hidden = !queues.length && this.mayMonitor.every((queue) => queue.is_practice);
  }

  get #isAway() {
    return Date.parse(desk.state.me.back_at ?? "") > now();
  }

  #state(monitoring) {
    if (monitoring.length && this.#isAway) return t("back_at", { time: clockTime(desk.state.me.back_at) });
    return monitoring.length ? t("on_duty") : t("off_duty");
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
