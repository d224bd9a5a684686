/* A channel of the staff, kept alive: the desk's stream says that something is new, the page itself says what. */

import "./elements/channel_composer.js";
import { desk, page } from "./console/desk.js";
import { startLine } from "./console/line.js";
import { announce } from "./console/tell.js";
import { t } from "./console/words.js";

const PARTS = ["channels", "messages"];
const isNow = location.search === "";
let under = null;
let again = false;

/** However many ask meanwhile, one question is under way, and one more after it. */
function look() {
  if (under) again = true;
  under ??= fetchPage().catch(() => {}).finally(() => {
    under = null;
    if (again) {
      again = false;
      look();
    }
  });
  return under;
}

/** What is new is read once somebody can see it. */
async function fetchPage() {
  const answer = await fetch(`/channel/${page.channel}/${document.hidden ? "?quietly" : ""}`, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const before = lastSeq(document);
  const atEnd = document.documentElement.scrollHeight - window.scrollY - window.innerHeight < 200;
  for (const part of isNow ? PARTS : ["channels"]) swap(part, fresh);
  const said = [...document.querySelectorAll(".channel-message")].filter((one) => Number(one.dataset.seq) > before);
  if (!isNow || !said.length) return;
  announce(t("channel_says", { name: said.at(-1).querySelector(".message-name").textContent, body: said.at(-1).querySelector(".channel-words")?.textContent ?? "" }));
  if (atEnd) toEnd();
}

/** Whoever has the focus in a part keeps it: it is brought up to date with the next news. */
function swap(part, fresh) {
  const old = document.querySelector(`[data-part=${part}]`);
  const next = fresh.querySelector(`[data-part=${part}]`);
  if (!next || old.contains(document.activeElement)) return;
  old.replaceChildren(...next.childNodes);
}

function lastSeq(where) {
  return Number([...where.querySelectorAll(".channel-message")].at(-1)?.dataset.seq ?? 0);
}

function toEnd() {
  document.querySelector("channel-composer").scrollIntoView({ block: "end" });
}

startLine(({ name }) => { if (name === "channel" || name === "snapshot") look(); });
desk.on("said", look);
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
if (isNow) toEnd();
document.documentElement.dataset.ready = "yes";
