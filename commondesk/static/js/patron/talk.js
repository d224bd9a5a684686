/* One talk on the page: what is heard is drawn, what is written is sent, and both agree with the other tabs. */

import "../elements/composer.js";
import "../elements/log.js";
import { EventList } from "../pure/event_list.js";
import { stateAfter } from "../pure/talk_state.js";
import { wireActs } from "./acts.js";
import { forget } from "./keep.js";
import { followTalk } from "./line.js";
import { Sending } from "./sending.js";
import { countInTitle, tellTabs } from "./tabs.js";
import { Typing } from "./typing.js";
import { refreshWait } from "./show_page.js";

const ENDS_OFFER = new Set(["offered", "offer_ended", "transferred", "released", "returned", "closed"]);

export class Talk {
  constructor(root, settings, secret) {
    Object.assign(this, { root, settings, secret, code: settings.code, strings: settings.strings });
    this.state = root.dataset.state;
    this.list = new EventList(settings.lastSeq);
    this.log = root.querySelector("desk-log");
    const below = root.querySelector(".talk-write");
    const files = `${settings.page}files/`;
    this.log.setUp({ language: settings.language, zone: settings.zone, strings: this.strings, files, below });
    this.sending = new Sending(this);
    this.typing = new Typing(this);
    this.countInTitle = countInTitle();
  }

  begin() {
    this.tabs = tellTabs(this.code, { events: (events) => this.take(events, { tell: false }), gone: () => this.leave() });
    this.part("words").textContent = this.secret.words ?? "";
    this.part("slip").hidden = !this.secret.words;
    wireActs(this);
    this.sending.begin();
    this.line = followTalk(this);
    this.log.toEnd();
    // Browsers forbid it in a frame; and it may come later than all else.
    if (window.PushManager && window.parent === window) setTimeout(() => import("./device.js").then(({ offer }) => offer(this)).catch(() => {}), 2000);
  }

  /** A request of the contract with this talk's token. */
  call(path, { method = "GET", body, signal } = {}) {
    const headers = { Authorization: `Bearer ${this.secret.token}`, "Accept-Language": this.settings.language };
    if (body) headers["Content-Type"] = "application/json";
    return fetch(this.settings.api + path, { method, headers, body: body && JSON.stringify(body), signal, cache: "no-store" });
  }

  async fetchMissing() {
    const response = await this.call(`events?after=${this.list.lastSeq}`);
    if (response.status === 410) return this.leave();
    if (!response.ok) throw new Error(String(response.status));
    const { events, last_seq: lastSeq, state } = await response.json();
    this.take(events);
    if (lastSeq > this.list.lastSeq && events.length) return this.fetchMissing();
    return this.setState(state);
  }

  async say(text) {
    await this.fetching?.catch(() => {});
    if (this.attaching?.tray.files.length) this.attaching.send(text);
    else if (text.trim()) this.sending.say(text);
  }

  /** Who sends no file fetches nothing for it. */
  attach(files, composer) {
    composer.more = () => this.attaching?.tray.files.length !== 0;
    composer.field.focus();
    this.fetching = import("./attaching.js").then(({ Attaching }) => {
      this.attaching ??= new Attaching(this);
      this.attaching.tray.add(files);
    });
    return this.fetching;
  }

  take(events, { tell = true } = {}) {
    const fresh = this.list.add(events);
    for (const event of fresh) this.#show(event);
    if (tell && fresh.length) this.tabs.post({ events: fresh });
    if (this.list.gap) this.fetchMissing().catch(() => {});
  }

  setState(state) {
    const was = this.state;
    this.state = this.root.dataset.state = state;
    const isLost = this.root.querySelector("desk-composer").contains(document.activeElement) && state === "closed";
    for (const section of this.root.querySelectorAll("[data-when]")) section.hidden = !section.dataset.when.split(" ").includes(state);
    if (isLost) this.root.querySelector("[data-when=closed]").focus();
    if (state === was) return;
    if (state === "waiting") refreshWait(this);
    if (state === "waiting" || state === "closed") this.part("with").textContent = "";
  }

  /** Nothing of it stays here; the other tabs go too. */
  leave(what = "") {
    this.isLeft = true;
    this.line?.stop();
    this.sending.stop();
    forget(this.code);
    this.tabs?.gone();
    location.replace(this.settings.goodbye + what);
  }

  startAgain() {
    this.list.reset();
    this.log.clear();
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  #show(event) {
    if (event.kind === "erased") this.leave("?erased");
    if (this.isLeft) return;
    this.log.show(event, { mine: event.by.role === "patron" });
    this.sending.arrived(event);
    this.setState(stateAfter(this.state, event));
    if (ENDS_OFFER.has(event.kind)) this.part("offer").hidden = event.kind !== "offered";
    if (event.by.role !== "librarian") return;
    this.typing.stopped();
    if (event.kind === "message") this.countInTitle();
    if (event.kind === "followed_up") this.hasAddress(event.data.to?.kind === "email");
    if (event.kind === "claimed") this.#helped(event.by);
    if (event.kind === "transferred" && event.data.to.kind === "person") this.#helped(event.data.to);
  }

  /** Told in the talk, the address need not be left again. */
  hasAddress(has) {
    this.part("has-address").hidden = !has;
    this.part("leave-address").hidden = has;
  }

  #helped({ name, library }) {
    const who = library ? `${name} (${library})` : name;
    this.part("with").textContent = this.strings.with.replace("{who}", () => who);
    this.root.querySelector("[data-act=rate]").hidden = false;
  }
}
