/* Barks when nothing is heard for too long: `within(ms)` starts the wait anew, `rest()` ends it. */

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
