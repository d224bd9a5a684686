/* How long one waits. Before trying again: doubling up to a ceiling, and spread by chance, so that a thousand browsers
   that lost one server do not come back in one instant. For a sign of life: a watchdog barks when nothing is heard.

     waitBefore(tries, {random})  // milliseconds; tries = 1 after the first failure
     new Watchdog(bark)           // `within(ms)` starts the wait anew, `rest()` ends it */

export const FIRST_WAIT = 500;
export const LONGEST_WAIT = 15000;

export function waitBefore(tries, { random = Math.random, first = FIRST_WAIT, longest = LONGEST_WAIT } = {}) {
  const whole = Math.min(longest, first * 2 ** Math.max(0, tries - 1));
  return Math.round(whole / 2 + (whole / 2) * random());
}

export class Watchdog {
  barked = false;
  #timer;

  constructor(bark) {
    this.bark = bark;
  }

  within(milliseconds) {
    this.rest();
    this.#timer = setTimeout(() => {
      this.barked = true;
      this.bark();
    }, milliseconds);
  }

  rest() {
    clearTimeout(this.#timer);
  }
}
