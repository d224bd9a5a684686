/* The console's beginning: wakes the elements, follows the line, and hears what it says. */

import "../elements/console_waiting.js";
import "../elements/console_mine.js";
import "../elements/console_duty.js";
import "../elements/console_colleagues.js";
import "../elements/console_talk.js";
import "../elements/console_log.js";
import "../elements/console_canned.js";
import "../elements/console_greeting.js";
import "../elements/console_composer.js";
import "../elements/console_closing.js";
import "../elements/console_offers.js";
import "../elements/console_transfer.js";
import "../elements/console_follow_up.js";
import "../elements/console_step_in.js";
import "../elements/console_mark.js";
import "../elements/console_beside.js";
import "../elements/console_library.js";
import "../elements/console_line.js";
import "../elements/console_alarm.js";
import "../elements/console_notices.js";
import "../sign_out.js";
import { withPresence, withQueue, withSnapshot } from "../pure/desk_state.js";
import { startAlarms } from "./alarms.js";
import { startAnswers } from "./answers.js";
import { startAsides } from "./asides.js";
import { channelNews } from "./channel_news.js";
import { api, desk } from "./desk.js";
import { adopt, look, quietly, refresh } from "./fetching.js";
import { startFollowingMe } from "./following_me.js";
import { startKeys } from "./keys.js";
import { startLine } from "./line.js";
import { markNews } from "./mark_news.js";
import { startNotices } from "./notices.js";
import { patronIsHere } from "./patron_here.js";
import { show, startRoute } from "./route.js";
import { sendEverything } from "./sending.js";
import { readElsewhere, talks } from "./talks.js";
import { patronTypes } from "./typing.js";
import { startWatching } from "./watching.js";

const HEARD = {
  snapshot(said) {
    desk.change(withSnapshot(desk.state, said));
    adopt(said.mine);
    channelNews();
    markNews();
  },
  channel: channelNews,
  marks: markNews,
  queue: (said) => desk.change(withQueue(desk.state, said)),
  presence: (said) => desk.change(withPresence(desk.state, said)),
  conversation({ code, seq }) {
    quietly(talks.get(code) ? look(code, seq) : refresh(code));
  },
  typing: patronTypes,
  here: patronIsHere,
  read: readElsewhere,
};

startRoute();
startKeys();
startAlarms();
startNotices();
startWatching();
startAnswers();
startAsides();
startFollowingMe();
startLine(({ name, data }) => HEARD[name]?.(data));

desk.on("line", ({ state }) => { if (state === "open") sendEverything(talks.mine()); });
desk.on("doubt", ({ code }) => quietly(refresh(code)));
// Who waits in a queue is told with the next snapshot; the one who has just chosen it wants to see it now.
desk.on("monitoring", () => api.get("/desk").then(HEARD.snapshot).catch(() => {}));
// The next one who waits for me; with none, the lists.
desk.on("closed-by-me", () => {
  const next = talks.next()?.code ?? null;
  show(next, { focus: next ? "composer" : "lists" });
});

for (const talk of talks.mine()) quietly(look(talk.code));
sendEverything(talks.mine());
document.documentElement.dataset.ready = "yes";
