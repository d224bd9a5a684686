/* Follows a stream of ours for as long as the page lives: resumes, watches for silence, polls where streams are held up.

     const line = follow({
       open: (lastId, signal) => fetch(url, {headers: {Authorization, "Last-Event-ID": lastId}, signal}),
       heard: ({name, data, id}) => {},   // every event, `hello` first; data is parsed JSON
       state: (now) => {},                // "connecting" | "open" | "polling" | "lost" | "ended"
       poll: async () => {},              // optional: fetch what is missing; called while no stream gets through
       lastId: "",                        // where we are when the page opens; `open` may know better and ignore it
       comesBack: (reason) => true,       // whether an `end` event of that reason is worth another try
       greeting: "hello",                 // the event that says a stream gets through; a desk's begins with `snapshot`
       times: TIMES,                      // milliseconds; tests have less patience
     });
     line.nudge();   // try again now: the network is back, the tab is seen again
     line.stop();

   401, 403, 404 and 410 end the following for good ("ended"), so refresh a token inside `open`. Every other failure is
   healed with a wait that doubles and varies. Silence of 40 s is a broken line; a nudge needs but 20. A stream that has not said `hello`
   within 5 s is held up by something between us: then poll, and look once a minute whether streams get through. */

import { Watchdog, waitBefore } from "./pure/patience.js";
import { SseParser } from "./pure/sse.js";

export const TIMES = { hello: 5000, silence: 40000, fresh: 20000, poll: 4000, firstWait: 500, longestWait: 15000 };
const POLLS_BEFORE_STREAM = 15;
const FINAL = new Set([401, 403, 404, 410]);

export function follow(options) {
  const follower = new Follower(options);
  follower.run();
  return { nudge: () => follower.nudge(), stop: () => follower.stop() };
}

class Follower {
  #stopped = false;
  #tries = 0;
  #retry = 0;
  #heardAt = 0;
  #control = new AbortController();
  #wakeUp = () => {};

  constructor({ open, heard, state = () => {}, poll = null, lastId = "", comesBack = () => true, greeting = "hello", times = TIMES }) {
    Object.assign(this, { open, heard, state, poll, lastId, comesBack, greeting, times });
  }

  async run() {
    this.state("connecting");
    while (!this.#stopped) {
      const how = await this.#connection();
      if (how === "final" || this.#stopped) break;
      if (how !== "held up" || !(await this.#pollForAWhile())) await this.#waitForNext();
    }
    this.state("ended");
  }

  nudge() {
    this.#tries = Math.min(this.#tries, 1);
    // Timers stand still while a device sleeps: a beat that should have come says by the clock that the line is dead.
    if (this.greeted && Date.now() - this.#heardAt > this.times.fresh) this.#control.abort();
    this.#wakeUp();
  }

  stop() {
    this.#stopped = true;
    this.#control.abort();
    this.#wakeUp();
  }

  /** One connection from start to end: "final", "held up" or "broken". */
  async #connection() {
    this.#control = new AbortController();
    const watchdog = new Watchdog(() => this.#control.abort());
    this.greeted = false;
    watchdog.within(this.times.hello);
    try {
      const response = await this.open(this.lastId, this.#control.signal);
      if (FINAL.has(response.status)) return "final";
      return response.ok ? await this.#read(response.body, watchdog) : "broken";
    } catch {
      return watchdog.barked && !this.greeted ? "held up" : "broken";
    } finally {
      watchdog.rest();
    }
  }

  async #read(body, watchdog) {
    const parser = new SseParser();
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await reader.read();
      this.#heardAt = Date.now();
      if (done) return "broken";
      for (const event of parser.push(value)) {
        if (!this.#take(event)) return "final";
      }
      if (this.greeted) watchdog.within(this.times.silence);
      this.#retry = parser.retry ?? 0;
    }
  }

  #take({ name, data, id }) {
    const said = data ? JSON.parse(data) : null;
    if (name === this.greeting) {
      this.greeted = true;
      this.#tries = 0;
      this.state("open");
    }
    if (name === "reset") this.lastId = "";
    else if (id) this.lastId = id;
    this.heard({ name, data: said, id });
    return name !== "end" || this.comesBack(said?.reason ?? "");
  }

  /** Poll for a minute; false at once when that does not get through either. */
  async #pollForAWhile() {
    if (!this.poll) return false;
    for (let polls = 0; polls < POLLS_BEFORE_STREAM && !this.#stopped; polls += 1) {
      try {
        await this.poll();
      } catch {
        return false;
      }
      this.state("polling");
      await this.#pause(this.times.poll);
    }
    return true;
  }

  async #waitForNext() {
    this.#tries += 1;
    this.state("lost");
    const wait = waitBefore(this.#tries, { first: this.times.firstWait, longest: this.times.longestWait });
    await this.#pause(Math.max(this.#retry * Math.random(), wait));
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
