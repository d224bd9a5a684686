/* <console-mine>: my conversations, with what I have not read and who waits for whom; apart, those I follow up. */

import { desk, kept, page } from "../console/desk.js";
import { h, keyed, text } from "../console/dom.js";
import { openRow, route } from "../console/route.js";
import { talks } from "../console/talks.js";
import { t } from "../console/words.js";
import { clock } from "./console_clock.js";

class ConsoleMine extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[data-list=mine]");
    this.followed = this.querySelector("[data-list=followed]");
    this.addEventListener("click", (event) => openRow(event, "composer"));
    for (const news of ["mine", "talk", "facts", "open", "outbox", "draft", "typing", "here"]) desk.on(news, () => this.#soon());
    this.#draw();
  }

  /** Several pieces of news in a row are one drawing. */
  #soon() {
    this.waits ??= requestAnimationFrame(() => {
      this.waits = null;
      this.#draw();
    });
  }

  #draw() {
    const [mine, live] = [talks.mine(), talks.live()];
    const followed = mine.filter((talk) => talk.isFollowedUp);
    keyed(this.list, live, (talk) => talk.code, make, update);
    keyed(this.followed, followed, (talk) => talk.code, make, update);
    text(this.querySelector("[data-count=mine]"), String(live.length));
    text(this.querySelector("[data-count=followed]"), String(followed.length));
    this.querySelector("[data-empty]").hidden = mine.length > 0;
    this.querySelector("[data-part=followed]").hidden = followed.length === 0;
    const unread = mine.reduce((sum, talk) => sum + talk.unread, 0);
    for (const badge of document.querySelectorAll("[data-badge=mine]")) text(badge, unread ? String(unread) : "");
  }
}

/** librarian/_mine_row.html draws the same. */
function make(talk) {
  const link = h("a", { href: `/desk/${talk.code}/`, class: "row-link", "data-row": talk.code },
    h("span", { class: "row-head" }, h("span", { class: "row-name" }), h("span", { class: "row-unread" })),
    h("span", { class: "row-question", dir: "auto" }),
    h("span", { class: "row-facts" }, h("span", { class: "row-whose" }), h("span", { class: "row-clock" })));
  return h("li", { class: "row" }, link);
}

function update(element, talk) {
  const link = element.querySelector("[data-row]");
  const { unread, lastWord, owedSince, facts } = talk;
  text(link.querySelector(".row-name"), facts.patron_name || t("patron"));
  const badge = link.querySelector(".row-unread");
  text(badge, unread ? t("unread", { count: unread }) : "");
  const draft = kept.has(talk.code) && talk.code !== route.code;
  text(link.querySelector(".row-question"), preview(talk, lastWord, draft));
  // Before its events have come, nobody knows who waits for whom.
  if (talk.list.lastSeq) {
    text(link.querySelector(".row-whose"), [owedSince ? t("waits_for_you") : t("waits_for_patron"), talk.isBack && t("here_now")].filter(Boolean).join(" · "));
    drawClock(link.querySelector(".row-clock"), owedSince && facts.state === "talking", talk.isFollowedUp ? facts.asked_at : owedSince ?? lastWord?.at ?? facts.asked_at);
  }
  link.classList.toggle("row-owed", Boolean(owedSince));
  if (talk.code === route.code) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

function preview(talk, lastWord, draft) {
  if (talk.outbox.items.some((item) => item.state === "failed")) return t("row_failed");
  if (Date.now() < talk.typingUntil) return t("row_typing");
  if (draft) return t("row_draft", { text: kept.get(talk.code).text });
  return lastWord?.body ?? talk.facts.question ?? "";
}

/** Only while the patron waits for us in a talk does the clock of SV3 colour: who is followed up was told to wait, and
 * there one sees how old the question is. */
function drawClock(place, owed, since) {
  const limits = owed ? { due: page.standards.update, late: page.standards.update_danger } : {};
  const key = `${since}${Boolean(owed)}`;
  if (place.dataset.shows === key) return;
  place.dataset.shows = key;
  place.replaceChildren(clock(since, limits));
}

customElements.define("console-mine", ConsoleMine);
