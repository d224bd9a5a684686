/* One talk on the page: what is heard is drawn, what is written is sent, and both agree with the other tabs. */

import "../elements/composer.js";
import "../elements/log.js";
import { follow } from "../follow.js";
import { EventList } from "../pure/event_list.js";
import { stateAfter } from "../pure/talk_state.js";
import { wireActs } from "./acts.js";
import { forget } from "./keep.js";
import { Sending } from "./sending.js";
import { tellTabs } from "./tabs.js";
import { Typing } from "./typing.js";
import { refreshWait } from "./waiting.js";

const SHOW_LOST_AFTER = 1500;
const REFRESH_BEATS = 4;

export class Talk {
  constructor(root, settings, secret) {
    Object.assign(this, { root, settings, secret, code: settings.code, strings: settings.strings });
    this.state = root.dataset.state;
    this.list = new EventList(settings.lastSeq);
    this.log = root.querySelector("desk-log");
    this.log.setUp({ language: settings.language, zone: settings.zone, strings: this.strings });
    this.sending = new Sending(this);
    this.typing = new Typing(this);
    this.beats = 0;
  }

  begin() {
    this.tabs = tellTabs(this.code, { events: (events) => this.take(events, { tell: false }), gone: () => this.leave() });
    this.part("words").textContent = this.secret.words ?? "";
    this.part("slip").hidden = !this.secret.words;
    wireActs(this);
    this.sending.begin();
    this.line = follow({
      open: (_, signal) => this.call(`stream?after=${this.list.lastSeq}`, { signal }),
      heard: (event) => this.#heard(event),
      state: (now) => this.#line(now),
      poll: () => this.fetchMissing(),
    });
    window.addEventListener("online", () => this.line.nudge());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.line.nudge(); });
    this.log.toEnd();
  }

  /** A request of the contract with this talk's token. */
  call(path, { method = "GET", body, signal, keepalive = false } = {}) {
    const headers = { Authorization: `Bearer ${this.secret.token}`, Accept: "application/json, text/event-stream", "Accept-Language": this.settings.language };
    if (body) headers["Content-Type"] = "application/json";
    const sent = body ? JSON.stringify(body) : undefined;
    return fetch(this.settings.api + path, { method, headers, body: sent, signal, keepalive, cache: "no-store" });
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

  take(events, { tell = true } = {}) {
    const fresh = this.list.add(events);
    for (const event of fresh) {
      if (event.kind === "erased") return this.leave("?erased");
      this.log.show(event, { mine: event.by.role === "patron" });
      if (event.by.role === "librarian") this.typing.stopped();
      if (event.kind === "claimed") this.#helped(event.by);
      this.sending.arrived(event);
      this.setState(stateAfter(this.state, event));
    }
    if (tell && fresh.length) this.tabs.post({ events: fresh });
    if (this.list.gap) this.fetchMissing().catch(() => {});
    return fresh;
  }

  setState(state) {
    const was = this.state;
    this.state = this.root.dataset.state = state;
    for (const section of this.root.querySelectorAll("[data-when]")) section.hidden = !section.dataset.when.split(" ").includes(state);
    if (state === was) return;
    if (state === "waiting") refreshWait(this);
    if (state !== "talking" && state !== "following_up") this.part("with").textContent = "";
  }

  /** Nothing of it stays here; the other tabs go too. */
  leave(what = "") {
    this.line?.stop();
    this.sending.stop();
    forget(this.code);
    this.tabs?.gone();
    location.replace(this.settings.goodbye + what);
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  #heard({ name, data }) {
    if (name === "event") this.take([data]);
    else if (name === "typing") this.typing.heard(data);
    else if (name === "beat") this.#answerBeat();
    else if (name === "hello") this.#hello(data);
    else if (name === "reset") this.#reset();
    else if (name === "end" && data?.reason === "erased") this.leave("?erased");
  }

  #hello({ state }) {
    if (state) this.setState(state);
    this.sending.lineIsBack();
    this.#answerBeat();
  }

  #reset() {
    this.list.reset();
    this.log.clear();
  }

  /** A waiting patron is there as long as this browser answers (AC9). */
  #answerBeat() {
    if (this.state !== "waiting") return;
    this.call("here", { method: "POST", body: {} }).catch(() => {});
    this.beats += 1;
    if (this.beats % REFRESH_BEATS === 0) refreshWait(this);
  }

  #helped({ name, library }) {
    const who = library ? `${name} (${library})` : name;
    this.part("with").textContent = this.strings.with.replace("{who}", () => who);
    this.root.querySelector("[data-act=rate]").hidden = false;
  }

  #line(now) {
    clearTimeout(this.lostTimer);
    const bar = this.part("line");
    if (now === "lost") this.lostTimer = setTimeout(() => { bar.hidden = false; }, SHOW_LOST_AFTER);
    else bar.hidden = true;
    // The token is no longer good here: the page knows what to say then.
    if (now === "ended" && this.line) location.reload();
  }
}
