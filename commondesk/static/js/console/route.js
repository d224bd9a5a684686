/* Which conversation is shown, and on a narrow screen which of the three screens. The address says it, so that a
   reload, the back button and a link to a colleague all come out at the same place.

     show(code, {focus: "composer" | "log" | "lists" | ""})     // null: the desk without a conversation
     onScreen("queue" | "talk" | "beside")
     focusIn(".talk-log") / openPopover("duty-list") */

import { desk, page } from "./desk.js";
import { open } from "./fetching.js";
import { tell } from "./tell.js";
import { t } from "./words.js";

/** `moves` counts where the librarian went, so that what was asked for earlier does not lead them back. */
export const route = { code: page.open?.facts.code ?? null, moves: 0 };

export async function show(code, { focus = "log", push = true } = {}) {
  const turn = ++route.moves;
  if (code) {
    try {
      await open(code);
    } catch (problem) {
      tell(problem.sentence ?? t("could_not"), { late: true });
      return;
    }
    if (turn !== route.moves) return; // meanwhile one has gone to another conversation
  }
  const same = route.code === code;
  route.code = code;
  if (push && !same) history.pushState({}, "", code ? `/desk/${code}/` : "/desk/");
  onScreen(code ? "talk" : "queue");
  if (!same) desk.tell("open", { code });
  if (focus === "lists") (document.querySelector(".desk-lists [data-row]") ?? document.querySelector(".desk-lists")).focus();
  else if (focus) desk.tell("focus", { where: focus });
}

/** A click on a row of a list; with a key held down the browser opens a tab of its own, as with any link. */
export function openRow(event, focus = "log") {
  const link = event.target.closest("[data-row]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  show(link.dataset.row, { focus });
}

export function onScreen(name) {
  const room = document.querySelector(".desk");
  room.dataset.screen = name;
  for (const button of document.querySelectorAll("[data-to-screen]")) {
    if (button.dataset.toScreen === name) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

/** The first that can be seen, of the first of these selectors that has one. */
export function focusIn(...selectors) {
  for (const selector of selectors) {
    const found = [...document.querySelectorAll(selector)].find((one) => one.checkVisibility?.() ?? true);
    if (found) return found.focus();
  }
  return null;
}

/** As its button does; the focus goes into it, and back when Escape closes it. */
export function openPopover(id) {
  document.getElementById(id).showPopover();
  focusIn(`#${id} :is(a, button, input, select):not([disabled])`, `#${id} h2`);
}

export function startRoute() {
  window.addEventListener("popstate", () => {
    const [, code] = location.pathname.match(/^\/desk\/([^/]+)\/$/) ?? [];
    show(code ?? null, { push: false });
  });
  for (const button of document.querySelectorAll("[data-to-screen]")) {
    button.addEventListener("click", () => onScreen(button.dataset.toScreen));
  }
  onScreen(route.code ? "talk" : "queue");
}
