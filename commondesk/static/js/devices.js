/* The part of the page of one's calls that is about devices: how this one stands, and turning it on.

     await showDevices({key, session, memory, words, changed})    // `changed`: what a browser allows may be another by then */

import { mark, present, standing, subscribed } from "./push.js";
import { tellDesk } from "./tell_desk.js";

const part = (name) => document.querySelector(`#devices [data-part=${name}]`);

export async function showDevices(options) {
  await draw(options);
  document.querySelector("[data-device-on]").addEventListener("click", () => turnOn(options));
  for (const form of document.querySelectorAll("#devices [data-remove]")) {
    form.addEventListener("submit", () => { if (form.closest("[data-this]")) options.memory.keep("push", {}); });
  }
  part("this-device").hidden = false;
}

async function draw({ key, words, memory, session }) {
  const found = await present(key).catch(() => null);
  const here = found && (await mark(found.endpoint));
  const row = here && document.querySelector(`#devices [data-mark="${here}"]`);
  if (row) {
    row.dataset.this = "";
    row.querySelector("[data-part=is-this]").hidden = false;
    memory.keep("push", { session, mark: here });
  }
  const now = standing();
  say(words[now === "can" ? (row ? "on" : "off") : now]);
  document.querySelector("[data-device-on]").hidden = now !== "can" || Boolean(row);
}

async function turnOn(options) {
  const { key, words, changed } = options;
  try {
    const sentence = await tellDesk(await subscribed(key));
    if (sentence) say(sentence);
    else await refresh(options);
  } catch (problem) {
    say(words[problem.message] ?? words["no line"]);
    if (problem.message === "blocked") document.querySelector("[data-device-on]").hidden = true;
  }
  changed();
}

/** The list anew, as the server has it; what else stands on the page may have been filled in. */
async function refresh(options) {
  const fresh = new DOMParser().parseFromString(await (await fetch(location.href, { cache: "no-store" })).text(), "text/html");
  document.getElementById("devices").replaceWith(fresh.getElementById("devices"));
  await showDevices(options);
  document.getElementById("devices").focus({ preventScroll: true });
}

function say(sentence) {
  part("device").textContent = sentence;
}
