/* The one place where the console's parts meet: who I am, what the desk looks like, and how to reach the server.

     desk.state                      // see pure/desk_state.js
     desk.change(next)               // tells everybody: "change" with {before, after}
     desk.on("change", act, element) // listens as long as `element` is on the page (or for good without one)

   Other news on the same channel: "line" (state of the line), "talk" (new events of a conversation), "facts",
   "mine", "read", "open" (another conversation is shown), "typing". */

import { fromSnapshot } from "../pure/desk_state.js";
import { serverClock } from "../pure/waiting_clock.js";
import { drafts } from "../pure/drafts.js";
import { Api } from "./api.js";
import { block } from "./words.js";

export const page = block("desk-data");
export const me = page.me;
export const now = serverClock(page.now, firstByteAt());
export const messageStrings = block("message-strings");
export const kept = drafts(storageOrNone(), me.id);

class Desk extends EventTarget {
  state = fromSnapshot(page.snapshot);
  line = "connecting";

  change(next) {
    const before = this.state;
    this.state = next;
    this.tell("change", { before, after: next });
  }

  setLine(state) {
    if (state === this.line) return;
    this.line = state;
    this.tell("line", { state });
  }

  tell(news, detail = {}) {
    this.dispatchEvent(new CustomEvent(news, { detail }));
  }

  on(news, act) {
    this.addEventListener(news, (event) => act(event.detail));
  }
}

export const desk = new Desk();
export const api = new Api({ csrf: page.csrf, signedOut: () => desk.setLine("signed-out") });

function firstByteAt() {
  const [navigation] = performance.getEntriesByType("navigation");
  return navigation ? performance.timeOrigin + navigation.responseStart : Date.now();
}

function storageOrNone() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
