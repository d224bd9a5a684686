/* What is new in the staff's channels: a count in the bar; a colleague who calls by name is news, never an alarm. */

import { api, page } from "./desk.js";
import { notices } from "./notices.js";
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
  if (!called) return;
  tell(t("channel_called"), { undo: () => location.assign("/channel/"), word: t("read_it") });
  if (notices.on && document.hidden && window.Notification?.permission === "granted") notify();
}

function draw() {
  const count = document.querySelector("[data-channel-count]");
  count.textContent = known.unread > MOST ? `${MOST}+` : known.unread || "";
  count.classList.toggle("count-calls", known.mentions > 0);
  document.querySelector("[data-channel-words]").textContent = known.mentions ? ` ${t("channel_called")}` : "";
}

/** What was written is not for a screen that others may see, and there is no tone: nobody waits for us. */
function notify() {
  const notice = new Notification(t("channel_called"), { tag: "commondesk-channel", silent: true });
  notice.onclick = () => { window.focus(); location.assign("/channel/"); };
}
