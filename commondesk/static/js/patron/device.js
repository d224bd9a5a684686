/* Being told on one's own device while the page is closed: offered where it can work, and turned on by a click alone.

     offer(talk)

   The notice opens the talk again, so the browser keeps it from then on, as on one's own device (PR7). */

import { present, standing, subscribed } from "../push.js";
import { held, keep, name } from "./keep.js";

const HERE_EVERY = 15_000; // whoever shows no sign for 20 s is told

export async function offer(talk) {
  if (standing() !== "can" || !canKeep()) return;
  const address = `${talk.settings.page}device/`;
  const response = await fetch(address, { headers: { Authorization: `Bearer ${talk.secret.token}` }, cache: "no-store" });
  if (!response.ok || talk.isLeft) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const section = document.adoptNode(fresh.querySelector("[data-part=device]"));
  talk.part("leave-address").closest("section").after(section);
  await new Device(talk, section).begin();
}

class Device {
  #beats = 0;

  constructor(talk, section) {
    Object.assign(this, { talk, section });
    section.querySelector("[data-act=tell-me]").addEventListener("click", () => this.turnOn());
    section.querySelector("[data-act=tell-me-no]").addEventListener("click", () => this.turnOff());
  }

  async begin() {
    const { number } = this.#kept();
    const isTold = this.section.dataset.told.split(" ").includes(String(number));
    this.#show(isTold && Boolean(await present(this.section.dataset.key).catch(() => null)));
    this.talk.setState(this.talk.state);
  }

  async turnOn() {
    const { code, secret } = this.talk;
    this.#tell("");
    try {
      const { endpoint, ...keys } = await subscribed(this.section.dataset.key);
      const response = await this.talk.call("devices", { method: "POST", body: { endpoint, keys } });
      const said = await response.json();
      if (!response.ok) return this.#tell(said.detail);
      // Left meanwhile: what was forgotten is not kept anew, and the server has ended what it was just told.
      if (this.talk.isLeft || !held(code)) return undefined;
      const moved = !localStorage.getItem(name(code));
      keep(code, secret, { ownDevice: true });
      localStorage.setItem(name(code, "push"), JSON.stringify({ number: said.number, moved: moved || this.#kept().moved }));
      this.#show(true, { focus: true });
    } catch (problem) {
      this.#tell(this.section.dataset[problem.message] ?? this.talk.strings["no line"]);
    }
    return undefined;
  }

  async turnOff() {
    const { code, secret } = this.talk;
    const { number, moved } = this.#kept();
    this.#tell("");
    const response = await this.talk.call(`devices/${number}`, { method: "DELETE" }).catch(() => null);
    if (!response?.ok) return this.#tell(this.talk.strings["no line"]);
    localStorage.removeItem(name(code, "push"));
    if (moved) {
      keep(code, secret);
      localStorage.removeItem(name(code));
    }
    return this.#show(false, { focus: true });
  }

  #show(on, { focus = false } = {}) {
    const [shown, other] = ["on", "off"].map((which) => this.section.querySelector(`[data-part=device-${which}]`));
    shown.hidden = !on;
    other.hidden = on;
    if (focus) (on ? shown : other.querySelector("button")).focus();
    this.talk.isTold = on;
    clearInterval(this.#beats);
    // A talk gives a sign once a minute; whoever is told on their device, and sees it here, need not be.
    if (on) this.#beats = setInterval(() => this.#here(), HERE_EVERY);
  }

  #here() {
    const { isLeft, state } = this.talk;
    if (isLeft) clearInterval(this.#beats);
    else if (!document.hidden && state !== "closed") this.talk.call("here", { method: "POST", body: {} }).catch(() => {});
  }

  #kept() {
    return JSON.parse(localStorage.getItem(name(this.talk.code, "push")) ?? "{}");
  }

  /** Beside what was pressed; an empty sentence takes the last one away. */
  #tell(sentence) {
    const trouble = this.talk.part("trouble");
    this.section.append(trouble);
    trouble.textContent = sentence;
    trouble.hidden = !sentence;
  }
}

/** In a window that keeps nothing the notice would lead to nothing. */
function canKeep() {
  try {
    localStorage.setItem("commondesk:try", "1");
    localStorage.removeItem("commondesk:try");
    return true;
  } catch {
    return false;
  }
}
