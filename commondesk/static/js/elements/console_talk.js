/* <console-talk>: the head of the open conversation: who, from where, since when, and what one can do with it now. */

import { cancelOffer, claim, release, reopen, stepBack } from "../console/acts.js";
import { desk, now, page } from "../console/desk.js";
import { h, icon, text } from "../console/dom.js";
import { goOnHere } from "../console/following_up.js";
import { route } from "../console/route.js";
import { talks } from "../console/talks.js";
import { moment, t } from "../console/words.js";
import { clock } from "./console_clock.js";

class ConsoleTalk extends HTMLElement {
  connectedCallback() {
    for (const name of ["title", "facts", "clocks", "standing", "acts"]) this[`${name}Part`] = this.querySelector(`[data-part=${name}]`);
    this.more = this.querySelector("[data-part=more]");
    this.more.addEventListener("beforetoggle", () => this.#placeMore());
    this.#inMore("[data-follow-up]", "following-up");
    this.#inMore("[data-ask-help]", "transferring", { help: true });
    this.#inMore("[data-mark]", "marking");
    this.empty = document.querySelector("[data-no-talk]");
    for (const news of ["open", "facts", "talk", "line", "here"]) desk.on(news, ({ code } = {}) => { if (!code || code === route.code) this.#draw(); });
    desk.on("open", () => this.#draw());
    desk.on("focus", ({ where }) => { if (where === "log") this.titlePart.focus({ preventScroll: true }); });
    this.#draw();
  }

  #inMore(button, news, how = {}) {
    this.more.querySelector(button).addEventListener("click", () => {
      this.more.hidePopover();
      desk.tell(news, { code: route.code, ...how });
    });
  }

  #draw() {
    const talk = talks.get(route.code);
    document.querySelector(".desk-talk").dataset.open = talk ? "yes" : "no";
    this.empty.hidden = Boolean(talk);
    this.hidden = !talk;
    if (!talk) return;
    const { facts } = talk;
    text(this.titlePart, facts.patron_name || t("patron"));
    text(this.factsPart, factsOf(facts));
    this.#clocks(talk);
    this.#standing(talk);
    this.#acts(talk);
  }

  #clocks(talk) {
    const { facts, owedSince, lastWord } = talk;
    const shown = [];
    if (facts.state === "waiting") shown.push(["clock_waiting", facts.waiting_since, { due: page.standards.pick_up, late: page.standards.danger }]);
    else if (facts.state !== "closed") {
      shown.push(["clock_asked", facts.asked_at, {}]);
      if (owedSince) shown.push([talk.isWithMe ? "clock_owed" : "clock_unanswered", owedSince, limitsOf(facts)]);
      else if (lastWord) shown.push(["clock_last_word", lastWord.at, {}]);
    }
    replace(this.clocksPart, JSON.stringify(shown), () => shown.map(([word, since, limits]) => h("span", { class: "talk-clock" }, t(word), " ", clock(since, limits))));
  }

  #standing(talk) {
    const { code, facts } = talk;
    const holder = facts.claimed_by;
    let said = null;
    if (talk.isErased) said = ["eraser", t("was_erased")];
    else if (facts.state === "closed") said = ["lock", t("was_closed", { time: moment(facts.closed_at, now()) }), note(), button("classify", () => desk.tell("closing", { code, only: "classify" })), button("reopen", () => reopen(code))];
    else if (facts.state === "waiting") said = ["hourglass", facts.asked_while_closed ? t("left_while_closed") : t("waits_to_be_claimed"), note(), button("claim", () => claim(code), "button")];
    else if (facts.offer && talk.isMine) said = ["hourglass", t("waits_for_answer", { who: whole(facts.offer.to) }), button("cancel_offer", () => cancelOffer(code))];
    else if (talk.isMine && facts.helped_by) said = ["user", t("helped_by", { who: whole(facts.helped_by) }), button("let_go", () => stepBack(code))];
    else if (talk.isMine && talk.isFollowedUp) said = ["mail", followed(talk), button("go_on_here", () => goOnHere(code))];
    else if (talk.isHelping) said = ["user", t("helping", { who: whole(holder) }), button("step_back", () => stepBack(code))];
    else if (!talk.isMine) said = ["user", t("held_by", { who: whole(holder) }), note(), page.may_step_in && button("step_in", () => desk.tell("stepping-in", { code }))];
    replace(this.standingPart, JSON.stringify([said?.[1], code]), () => (said ? [icon(said[0]), h("p", {}, said[1]), ...said.slice(2)] : []));
    this.standingPart.hidden = !said;
  }

  /** Below its button, and within the window. */
  #placeMore() {
    const { bottom, right } = this.actsPart.lastElementChild.getBoundingClientRect();
    Object.assign(this.more.style, { top: `${bottom + 4}px`, right: `${document.documentElement.clientWidth - right}px` });
  }

  #acts(talk) {
    const { code } = talk;
    const mine = talk.isMine;
    for (const part of ["follow-up", "ask-help"]) this.querySelector(`[data-part=${part}]`).hidden = !mine;
    const more = talk.isErased ? null : h("button", { type: "button", class: "button-quiet", popovertarget: this.more.id, title: t("more_acts"), "aria-label": t("more_acts") }, icon("ellipsis"));
    replace(this.actsPart, `${code}${mine}${talk.isErased}`, () => [...(mine
      ? [button("transfer", () => desk.tell("transferring", { code }), "button-quiet", "corner-up-right"), button("follow_up", () => desk.tell("following-up", { code }), "button-quiet only-wide", "mail"), button("release", () => release(code), "button-quiet", "undo-2"), button("close", () => desk.tell("closing", { code }), "button-quiet", "check")]
      : []), more]);
  }
}

function factsOf({ library, channel, topic, language, state, is_practice: isPractice }) {
  const said = [library?.name ?? t("no_library"), t(`channel_${channel}`), topic, languageOf(language),
    state === "following_up" && t("following_up"), isPractice && t("practice")];
  return said.filter(Boolean).join(" · ");
}

function followed({ facts, isBack }) {
  const how = t(facts.has_address ? "is_followed_up_by_mail" : "is_followed_up_by_code");
  return isBack ? `${t("patron_is_back", { name: facts.patron_name || t("patron") })} ${how}` : how;
}

function whole(person) {
  return person?.library ? t("who_of", person) : person?.name ?? "";
}

/** SV3 counts while the patron is there; who is followed up was told to wait. */
function limitsOf({ state }) {
  return state === "talking" ? { due: page.standards.update, late: page.standards.update_danger } : {};
}

function button(word, act, look = "button-quiet", mark = null) {
  return h("button", { type: "button", class: look, onclick: act }, mark && icon(mark), t(word));
}

const note = () => button("note", () => desk.tell("write", { mode: "note" }), "button-quiet", "sticky-note");

/** Drawn anew only when what it says has changed: the focus stays on a button that is still there. */
function replace(part, shows, make) {
  if (part.dataset.shows === shows) return;
  part.dataset.shows = shows;
  part.replaceChildren(...make().filter(Boolean));
}

function languageOf(code) {
  if (!code || code === document.documentElement.lang) return "";
  return new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(code) ?? code;
}

customElements.define("console-talk", ConsoleTalk);
