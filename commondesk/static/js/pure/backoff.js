/* How long to wait before trying again: doubling up to a ceiling, and spread by chance, so that a thousand browsers
   that lost one server do not come back in one instant.

     waitBefore(tries, {random})  // milliseconds; tries = 1 after the first failure */

export const FIRST_WAIT = 500;
export const LONGEST_WAIT = 15000;

export function waitBefore(tries, { random = Math.random, first = FIRST_WAIT, longest = LONGEST_WAIT } = {}) {
  const whole = Math.min(longest, first * 2 ** Math.max(0, tries - 1));
  return Math.round(whole / 2 + (whole / 2) * random());
}
