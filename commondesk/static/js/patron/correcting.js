/* Putting right what one has just said: its words come back into the composer, and Send changes the message.

     correct(talk, event)    // `event`: one's own message; its words as they are now are looked up */

import { randomKey } from "../pure/outbox.js";

export function correct(talk, event) {
  const composer = talk.root.querySelector("desk-composer");
  composer.leave?.();
  const before = composer.field.value;
  const known = talk.list.events.filter(({ kind, data }) => kind === "corrected" && data.of === event.seq).pop()?.body ?? event.body;
  const bar = bannerOf(talk.strings);
  let sentKey = randomKey();
  let sentWords = null;

  composer.leave = () => {
    bar.remove();
    composer.instead = composer.leave = null;
    composer.write(before);
  };
  composer.instead = async (words) => {
    if (words === known) return composer.leave();
    // The same words again are the same act; other words are another one.
    if (sentWords !== null && words !== sentWords) sentKey = randomKey();
    sentWords = words;
    const trouble = talk.part("trouble");
    trouble.hidden = true;
    const answer = await post(talk, event.seq, { key: sentKey, body: words });
    if (answer.ok) {
      composer.leave?.();
      return talk.fetchMissing().catch(() => {});
    }
    trouble.textContent = answer.detail ?? talk.strings["no line"];
    trouble.hidden = false;
    return undefined;
  };
  bar.querySelector("button").addEventListener("click", () => composer.leave?.());
  composer.before(bar);
  composer.write(known);
  talk.log.keepEnd();
}

async function post(talk, seq, body) {
  try {
    const response = await talk.call(`messages/${seq}/correct`, { method: "POST", body });
    const said = await response.json().catch(() => ({}));
    return { ok: response.ok, detail: said.detail };
  } catch {
    return { ok: false };
  }
}

function bannerOf(strings) {
  const bar = document.createElement("p");
  bar.className = "composer-bar small";
  const leave = document.createElement("button");
  leave.type = "button";
  leave.className = "button-plain";
  leave.textContent = strings["as it was"];
  bar.append(leave);
  return bar;
}
