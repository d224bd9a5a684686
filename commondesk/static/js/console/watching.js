/* A conversation that is open here but not mine: the stream tells only its holder, so it is asked after. */

import { waitingRows } from "../pure/desk_state.js";
import { desk } from "./desk.js";
import { look, quietly } from "./fetching.js";
import { route } from "./route.js";
import { talks } from "./talks.js";

const EVERY_MS = 5000;

export function startWatching() {
  setInterval(() => { if (!document.hidden) lookAtOpen(); }, EVERY_MS);
  // Somebody has claimed it, or it is over: that is seen at once in the list.
  desk.on("change", ({ before, after }) => { if (waits(before) && !waits(after)) lookAtOpen(); });
}

function lookAtOpen() {
  const talk = talks.get(route.code);
  if (talk && !talk.isWithMe && talk.facts.state !== "closed" && !talk.isErased) quietly(look(talk.code));
}

function waits(state) {
  const { here, leftWhileClosed } = waitingRows(state);
  return [...here, ...leftWhileClosed].some((row) => row.code === route.code);
}
