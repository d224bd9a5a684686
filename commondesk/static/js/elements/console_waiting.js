/* <console-waiting>: who waits in the queues I monitor, the longest wait first, each to preview and to claim; below
   them the questions left while closed, and the count of queues I do not monitor. */

import { elsewhere, monitored, waitingRows } from "../pure/desk_state.js";
import { ringsAt } from "../pure/ringing.js";
import { claim, monitor } from "../console/acts.js";
import { desk, now, page } from "../console/desk.js";
import { h, keyed, text } from "../console/dom.js";
import { openRow, route } from "../console/route.js";
import { t } from "../console/words.js";
import { clock } from "./console_clock.js";

const LIMITS = { due: page.standards.pick_up, late: page.standards.danger };

class ConsoleWaiting extends HTMLElement {
  connectedCallback() {
    this.here = this.querySelector("[data-list=here]");
    this.left = this.querySelector("[data-list=left]");
    this.others = this.querySelector("[data-list=others]");
    this.addEventListener("click", pressed);
    desk.on("change", () => this.#draw());
    desk.on("open", () => this.#draw());
    setInterval(() => { if (this.querySelector(".row-later")) this.#draw(); }, 1000);
    this.#draw();
  }

  #draw() {
    const { here, leftWhileClosed } = waitingRows(desk.state);
    keyed(this.here, here, (row) => row.code, (row) => make(row, LIMITS), update);
    keyed(this.left, leftWhileClosed, (row) => row.code, (row) => make(row, {}), update);
    keyed(this.others, elsewhere(desk.state), (queue) => queue.slug, makeQueue, updateQueue);
    this.#counts(here.length, leftWhileClosed.length);
  }

  #counts(here, left) {
    text(this.querySelector("[data-count=here]"), String(here));
    text(this.querySelector("[data-count=left]"), String(left));
    this.querySelector("[data-part=left]").hidden = left === 0;
    this.querySelector("[data-part=others]").hidden = this.others.children.length === 0;
    const empty = this.querySelector("[data-empty]");
    empty.hidden = here > 0;
    const onDuty = monitored(desk.state).length > 0;
    const mayBe = page.may_monitor.length > 0;
    text(empty, onDuty ? t("empty_waiting") : mayBe ? t("empty_off_duty") : t("empty_no_queue"));
    this.querySelector("[data-off-duty]").hidden = onDuty || !mayBe;
    for (const badge of document.querySelectorAll("[data-badge=waiting]")) text(badge, here ? String(here) : "");
  }
}

/** librarian/_waiting_row.html draws the same. */
function make(row, limits) {
  const link = h("a", { href: `/desk/${row.code}/`, class: "row-link", "data-row": row.code },
    h("span", { class: "row-head" }, clock(row.waiting_since, limits), " ", h("span", { class: "row-name" })),
    h("span", { class: "row-question", dir: "auto" }),
    h("span", { class: "row-facts" }), h("span", { class: "row-turn" }));
  return h("li", { class: "row" }, link, h("button", { type: "button", class: "button row-claim", "data-claim": row.code }, t("claim")));
}

function pressed(event) {
  const button = event.target.closest("[data-claim]");
  if (!button) openRow(event);
  else if (!button.hasAttribute("aria-disabled")) claim(button.dataset.claim);
}

function update(element, row) {
  const link = element.querySelector("[data-row]");
  const name = row.name || t("patron");
  element.querySelector(".row-claim").disabled = false; // as the server draws it, a click would have been lost
  text(link.querySelector(".row-name"), name);
  text(link.querySelector(".row-question"), row.question);
  text(link.querySelector(".row-facts"), factsOf(row));
  drawTurn(element, row);
  link.querySelector("console-clock").setAttribute("since", row.waiting_since);
  element.querySelector(".row-claim").setAttribute("aria-label", t("claim_whom", { name, question: row.question.slice(0, 60) }));
  if (row.code === route.code) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

/** Dimmed until it rings here: others hear it first, though one may claim it at once. */
function drawTurn(element, row) {
  const turn = ringsAt(row, desk.state.me);
  const waits = Boolean(row.rings_at) && turn > now();
  element.classList.toggle("row-later", waits);
  const place = element.querySelector(".row-turn");
  if (place.dataset.turn === String(waits && turn)) return;
  place.dataset.turn = String(waits && turn);
  text(place, waits ? t(row.home ? "home_first" : "others_first", { library: row.library?.name ?? "" }) : "");
}

/** Library, topic, page, language: what AC2 lets one see before picking up. */
function factsOf(row) {
  const language = row.language && row.language !== document.documentElement.lang ? languageName(row.language) : "";
  const library = row.library?.name ?? t("no_library");
  return [library, row.topic, pageOf(row.page), language].filter(Boolean).join(" · ");
}

function pageOf(address) {
  try {
    const { host, pathname } = new URL(address);
    return host + (pathname === "/" ? "" : pathname);
  } catch {
    return address ?? "";
  }
}

function languageName(code) {
  return new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(code) ?? code;
}

function makeQueue(queue) {
  const label = t("monitor_queue", { queue: queue.name });
  const button = page.may_monitor.includes(queue.slug)
    && h("button", { type: "button", class: "button-plain", "aria-label": label, onclick: () => monitor(queue.slug, true) }, t("monitor"));
  return h("li", { class: "other-queue" }, h("span", { class: "other-queue-count" }), button);
}

function updateQueue(element, queue) {
  text(element.firstChild, t("others_wait", { count: queue.waiting, queue: queue.name }));
}

customElements.define("console-waiting", ConsoleWaiting);
