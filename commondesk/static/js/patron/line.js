/* The stream of a talk: what it says goes to the talk, its beats are answered, and its loss is told calmly. */

import { follow } from "../follow.js";
import { refreshWait } from "./show_page.js";

const SHOW_LOST_AFTER = 1500;
const BEATS_BETWEEN_LOOKS = 4;

/** -> {nudge, stop} */
export function followTalk(talk) {
  let beats = 0;
  let timer = 0;

  /** A waiting patron is there as long as this browser answers (AC9); one who talks, so that no mail goes after them. */
  function here() {
    if (talk.state === "closed") return;
    // Out of sight, and told on the device: then seldom, or it would look as if they saw what comes.
    const isWaiting = talk.state === "waiting" && !(talk.isTold && document.hidden);
    const isTurn = beats % BEATS_BETWEEN_LOOKS === 0;
    if (isWaiting || isTurn) talk.call("here", { method: "POST", body: {} }).catch(() => {});
    if (isWaiting && isTurn && beats) refreshWait(talk);
    beats += 1;
  }

  const heard = {
    event: (event) => talk.take([event]),
    typing: (notice) => talk.typing.heard(notice),
    beat: here,
    hello: ({ state }) => {
      talk.setState(state);
      talk.sending.lineIsBack();
      here();
    },
    reset: () => talk.startAgain(),
    end: ({ reason }) => { if (reason === "erased") talk.leave("?erased"); },
  };

  function show(now) {
    clearTimeout(timer);
    const bar = talk.part("line");
    if (now === "lost") timer = setTimeout(() => { bar.hidden = false; }, SHOW_LOST_AFTER);
    else bar.hidden = true;
    // The token is no longer good here: the page knows what to say then.
    if (now === "ended" && !talk.isLeft) location.reload();
  }

  const line = follow({
    open: (_, signal) => talk.call(`stream?after=${talk.list.lastSeq}`, { signal }),
    heard: ({ name, data }) => heard[name]?.(data ?? {}),
    state: show,
    poll: async () => {
      await talk.fetchMissing();
      here();
    },
  });
  window.addEventListener("online", () => line.nudge());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) line.nudge(); });
  return line;
}
