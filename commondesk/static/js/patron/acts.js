/* Whatever else one can do in a talk: the forms of the page, posted with the token and without leaving the page. */

import { draftOf, forget, held, keepDraft } from "./keep.js";

const THEN = {
  address: (talk, form) => {
    form.hidden = true;
    talk.part("has-address").hidden = false;
  },
  rate: (talk, form, button) => {
    for (const each of form.querySelectorAll("[aria-pressed]")) each.setAttribute("aria-pressed", String(each.value === button.value));
    talk.part("say-more").value = button.value;
    talk.part("thanks").textContent = talk.strings.thanks;
    talk.part("more").hidden = button === talk.part("say-more");
    if (talk.part("more").hidden) talk.part("thanks").focus();
  },
  mail: (talk) => { talk.part("mailed").hidden = false; },
  erase: (talk) => talk.leave("?erased"),
};

export function wireActs(talk) {
  const composer = talk.root.querySelector("desk-composer");
  composer.setUp({ draft: draftOf(talk.code), keepDraft: (text) => keepDraft(talk.code, text) });
  composer.addEventListener("desk-say", ({ detail }) => talk.say(detail));
  composer.addEventListener("desk-files", ({ detail }) => talk.attach(detail, composer));
  composer.addEventListener("desk-up", () => [...talk.log.querySelectorAll(".message-correct")].pop()?.click());
  talk.log.addEventListener("desk-correct", ({ detail }) => import("./correcting.js").then(({ correct }) => correct(talk, detail)));
  const clip = talk.part("clip");
  clip.hidden = false;
  clip.querySelector("input").addEventListener("change", ({ target }) => {
    talk.attach([...target.files], composer);
    target.value = "";
  });
  composer.addEventListener("desk-writing", () => {
    talk.typing.say();
    talk.log.keepEnd();
  });
  talk.log.addEventListener("desk-retry", ({ detail }) => {
    talk.sending.retry(detail);
    talk.attaching?.retry(detail);
  });
  talk.root.addEventListener("submit", (event) => submitted(talk, event));
  talk.root.addEventListener("click", (event) => clicked(talk, event));
  talk.root.querySelector("[data-act=print]").hidden = false;
  // Back to a page the browser kept alive, after the talk was wiped elsewhere.
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted && !held(talk.code)) location.reload(); });
}

function submitted(talk, event) {
  const form = event.target;
  const { act } = form.dataset;
  if (event.defaultPrevented || !act) return;
  event.preventDefault();
  if (act === "wipe") wipe(talk, form);
  else post(talk, form, event.submitter);
}

function clicked(talk, event) {
  const found = event.target.closest("[data-act=save], [data-act=print], a.message-file");
  if (!found) return;
  if (found.dataset.act === "print") {
    window.print();
    return;
  }
  event.preventDefault();
  // A file of a message stands in the log: what failed is told below that.
  const failed = () => tell(talk, found.closest("desk-log") ?? found.parentElement);
  import("./saving.js").then(({ save }) => save(talk, found, failed)).catch(failed);
}

async function post(talk, form, button) {
  const trouble = talk.part("trouble");
  trouble.hidden = true;
  const answer = await send(talk, form, button);
  if (answer.ok) {
    THEN[form.dataset.act]?.(talk, form, button);
    if (answer.said.state) talk.setState(answer.said.state);
    return;
  }
  tell(talk, form, answer.said.detail);
}

/** Next to what was pressed: the head of the talk may be far above what a phone shows. */
function tell(talk, place, sentence) {
  const trouble = talk.part("trouble");
  place.after(trouble);
  trouble.textContent = sentence ?? talk.strings["no line"];
  trouble.hidden = false;
  trouble.scrollIntoView({ block: "nearest" });
}

async function send(talk, form, button, keepalive = false) {
  const body = new URLSearchParams(new FormData(form, button));
  const headers = { Authorization: `Bearer ${talk.secret.token}`, Accept: "application/json" };
  try {
    const response = await fetch(form.action, { method: "POST", body, headers, keepalive });
    return { ok: response.ok, said: await response.json().catch(() => ({})) };
  } catch {
    return { ok: false, said: {} };
  }
}

/** Off this device at once, whether or not the server hears of it. */
async function wipe(talk, form) {
  forget(talk.code);
  const told = send(talk, form, undefined, true);
  await Promise.race([told, new Promise((resolve) => setTimeout(resolve, 2000))]);
  talk.leave();
}
