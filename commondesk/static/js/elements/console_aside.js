/* An aside in the open conversation: a note which only who wrote it and who is named has; answered aside while it is open.

     drawAside(event, aside, talk)  // `aside` of GET /conversations/{code}/asides -> <li class="message ..."> */

import { drawMessage } from "./message.js";
import { desk, messageStrings } from "../console/desk.js";
import { h, icon } from "../console/dom.js";
import { place, t } from "../console/words.js";

export function drawAside(event, aside, talk) {
  const said = { ...event, kind: "note", body: aside.body, data: aside.data };
  const drawn = drawMessage(said, { mine: aside.mine, strings: messageStrings, ...place });
  drawn.classList.add("message-ours", "message-aside");
  const names = aside.to.map(({ name }) => name).join(", ");
  drawn.querySelector(".message-by").prepend(h("span", { class: "note-mark" }, icon("lock"), t("aside_mark", { names })));
  if (!aside.mine && talk.facts.state !== "closed") drawn.append(h("p", {}, answer(aside.by)));
  return drawn;
}

function answer({ id, name }) {
  const write = () => desk.tell("write", { mode: "note", only: [{ id, name }] });
  return h("button", { type: "button", class: "button-plain", onclick: write }, t("aside_answer"));
}
