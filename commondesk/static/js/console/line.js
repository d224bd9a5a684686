/* The desk's stream: one a browser. The tab that holds the lock follows it and tells the others; when it closes,
   another takes over. Where a browser has no locks, each tab that is seen follows by itself and hidden ones poll. */

import { follow } from "../follow.js";
import { api, desk, me } from "./desk.js";

const NAME = `commondesk-desk-${me.id}`;
const HIDDEN_POLL = 15_000;

/** `heard({name, data})` for every event of the stream, in every tab. */
export function startLine(heard) {
  if (navigator.locks && window.BroadcastChannel) shared(heard);
  else alone(heard);
}

function shared(heard) {
  const others = new BroadcastChannel(NAME);
  let leads = false;
  others.onmessage = ({ data: { event, state, ask } }) => {
    if (desk.line === "signed-out") return; // somebody may have signed in anew, but not here
    if (event) heard(event);
    if (state) desk.setLine(state);
    if (ask && leads) others.postMessage({ state: desk.line });
  };
  others.postMessage({ ask: true });
  // What has been read here is nothing new in another tab.
  desk.on("read", (data) => others.postMessage({ event: { name: "read", data } }));
  // A tab that slept may have missed what the others were told.
  whenSeen(() => { if (!leads) poll(heard).catch(() => {}); });
  navigator.locks.request(NAME, () => new Promise((release) => {
    if (desk.line === "signed-out") return release();
    leads = true;
    const line = followDesk({
      heard: (event) => { others.postMessage({ event }); heard(event); },
      state: (state) => { if (state !== "signed-out") others.postMessage({ state }); changed(state); },
    });
    // A tab whose session has ended keeps no line from those that have a new one; each finds out for itself.
    desk.on("line", ({ state }) => { if (state === "signed-out") { leads = false; line.stop(); release(); } });
    window.addEventListener("online", () => line.nudge());
    return whenSeen(() => line.nudge());
  }));
}

function alone(heard) {
  let line = null;
  let timer = 0;
  let turn = 0;
  const choose = () => {
    line?.stop();
    clearInterval(timer);
    turn += 1;
    const mine = turn; // what a line says that was stopped is nothing to show
    line = document.hidden ? null : followDesk({ heard, state: (state) => { if (mine === turn) changed(state); } });
    if (document.hidden) timer = setInterval(() => poll(heard).catch(() => {}), HIDDEN_POLL);
  };
  document.addEventListener("visibilitychange", choose);
  window.addEventListener("online", () => line?.nudge());
  desk.on("line", ({ state }) => { if (state === "signed-out") line?.stop(); });
  choose();
}

function followDesk({ heard, state }) {
  return follow({
    greeting: "snapshot",
    open: (_, signal) => api.open("/desk/stream", { signal }),
    heard(event) {
      if (event.name === "beat") here();
      heard(event);
    },
    state: (now) => { if (desk.line !== "signed-out") state(now === "ended" ? "signed-out" : now); },
    poll: async () => { await poll(heard); },
  });
}

function changed(state) {
  desk.setLine(state);
  if (state === "open") here();
}

/** A heartbeat the server sends proves nothing; the answer of this browser does. Also said when the line is back: a
 * lease that ran out meanwhile is begun anew at once. */
function here() {
  api.post("/desk/here").catch(() => {});
}

async function poll(heard) {
  here();
  heard({ name: "snapshot", data: await api.get("/desk") });
}

function whenSeen(act) {
  document.addEventListener("visibilitychange", () => { if (!document.hidden) act(); });
}
