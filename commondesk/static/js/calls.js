/* The page of one's calls: what this very browser does, and how the sounds sound. */

import { browserMemory } from "./console/browser_memory.js";
import { play } from "./console/sound.js";
import { showDevices } from "./devices.js";

const block = (id) => JSON.parse(document.getElementById(id).textContent);
const words = block("calls-words");
const { id, key, session } = block("calls-data");
const memory = browserMemory(id);
const here = document.querySelector("[data-part=here]");
const mute = here.querySelector("[data-mute]");
const allow = here.querySelector("[data-allow]");

function draw() {
  const permission = window.Notification?.permission;
  const { on } = memory.recall("muted");
  here.querySelector("[data-part=muted]").textContent = on ? words.muted : words.loud;
  here.querySelector("[data-part=notices]").textContent = permission ? words[permission === "granted" ? "allowed" : permission] : words.none;
  mute.textContent = on ? words.unmute : words.mute;
  allow.hidden = permission !== "default";
}

mute.addEventListener("click", () => { memory.keep("muted", { on: !memory.recall("muted").on }); draw(); });
allow.addEventListener("click", () => Notification.requestPermission().then(draw));
window.addEventListener("storage", draw);
for (const button of document.querySelectorAll("[data-try]")) button.addEventListener("click", () => play(button.dataset.try));
for (const part of document.querySelectorAll("[data-part=try], [data-part=here]")) part.hidden = false;
draw();
if (key) await showDevices({ key, session, memory, words, changed: draw });
document.documentElement.dataset.ready = "yes";
