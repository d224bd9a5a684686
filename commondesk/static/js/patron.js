/* The one script of the public pages, small: larger text, asking without leaving the page, and the door to the talk.
   Every form also works without it. */

const STORED_QUESTION = "commondesk:question";

const form = document.getElementById("ask");
const { framed } = document.documentElement.dataset; // in a widget: its library, empty for the consortium's
const modules = () => (framed !== undefined ? import("./patron/framed.js") : import("./patron/start.js"));

largerText();
if (framed !== undefined) modules().then(({ goOn }) => goOn(form));
if (form) askInPlace(form);
if (document.getElementById("talk-settings")) import("./patron/start.js").then(({ start }) => start());
else if (document.getElementById("come-back")) import("./patron/start.js").then(({ comeBack }) => comeBack());

/** Delegated, because the talk brings a head of its own. */
function largerText() {
  const button = () => document.querySelector("[data-larger-text]");
  const show = (larger) => {
    document.documentElement.dataset.text = larger ? "larger" : "";
    button().setAttribute("aria-pressed", String(larger));
  };
  button().classList.remove("not-yet");
  show(attempt(() => localStorage.getItem("commondesk:text")) === "larger");
  document.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-larger-text]")) return;
    const larger = button().getAttribute("aria-pressed") !== "true";
    attempt(() => localStorage.setItem("commondesk:text", larger ? "larger" : ""));
    show(larger);
  });
}

function askInPlace(form) {
  const { question } = form.elements;
  question.value ||= attempt(() => sessionStorage.getItem(STORED_QUESTION)) ?? "";
  question.addEventListener("input", () => attempt(() => sessionStorage.setItem(STORED_QUESTION, question.value)));
  // The modules of the talk come while one writes, so that the talk opens at once.
  question.addEventListener("input", () => modules().catch(() => {}), { once: true });
  window.addEventListener("pageshow", () => busy(form, false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.busy !== "true") ask(form);
  });
}

async function ask(form) {
  let asked = null;
  busy(form, true);
  try {
    const { openTalk, showRefusal } = await modules();
    const answer = await post(form);
    if (answer.ok) {
      asked = await answer.json();
      attempt(() => sessionStorage.removeItem(STORED_QUESTION));
      await openTalk(asked, { ownDevice: form.elements.own_device.checked });
      return;
    }
    if (showRefusal) {
      const fresh = await showRefusal(form, answer);
      if (fresh) askInPlace(fresh);
      else busy(form, false);
      return;
    }
  } catch {
    // An old browser, or half a page: the form itself still can.
  }
  if (framed !== undefined) stuck(form, asked);
  else form.submit();
}

/** The talk's own page stands in no frame; what has been asked is kept, and these open it anywhere. */
function stuck(form, asked) {
  const trouble = form.querySelector("[data-part=trouble]");
  trouble.textContent = asked ? form.dataset.kept.replace("{code}", asked.code).replace("{words}", asked.words) : form.dataset.noLine;
  trouble.hidden = false;
  busy(form, false);
}

/** The same key every time, so however often it is sent it is one question. */
async function post(form) {
  const trouble = form.querySelector("[data-part=trouble]");
  for (let wait = 1000; ; wait = Math.min(wait * 2, 15000)) {
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.status < 500) return answer;
    } catch {
      // No line: said below, and tried again.
    }
    trouble.textContent = form.dataset.noLine;
    trouble.hidden = false;
    await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random() / 2)));
  }
}

function busy(form, now) {
  form.dataset.busy = String(now);
  form.querySelector(".ask-send").setAttribute("aria-busy", String(now));
}

/** Storage may be forbidden: then nothing is kept, and everything else goes on. */
function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
