/* What is new in the staff's channels: a count in the bar; a colleague who calls by name is news, never an alarm. */

import { call } from "./calls.js";
import { api, desk, page } from "./desk.js";
import { tell } from "./tell.js";
import { t } from "./words.js";

const MOST = 99;
let known = page.channels;
let under = null;

/** Asked anew whenever the line says so; two at once are one. */
export function channelNews() {
  under ??= api.get("/channels").then(heard).catch(() => {}).finally(() => { under = null; });
}

function heard({ unread, mentions }) {
  const called = mentions > known.mentions;
  known = { unread, mentions };
  draw();
  desk.tell("mentions", { count: mentions });
  if (!called) return;
  const read = () => location.assign("/channel/");
  tell(t("channel_called"), { undo: read, word: t("read_it") });
  call("mention", { name: `mention-${mentions}-${unread}`, title: t("channel_called"), tag: "commondesk-channel", open: read });
}

function draw() {
  const count = document.querySelector("[data-channel-count]");
  count.textContent = known.unread > MOST ? `${MOST}+` : known.unread || "";
  count.classList.toggle("count-calls", known.mentions > 0);
  document.querySelector("[data-channel-words]").textContent = known.mentions ? ` ${t("channel_called")}` : "";
}
