// Calling a colleague by `@name`: where one is being typed, what takes its place, and who is still called.

/** The `@begin` being typed at the caret: `{start, query}`; null when there is none. An address is no call. */
export function calling(text, caret) {
  const found = /(?:^|[\s(])@([^\s@]{0,40}(?: [^\s@]{0,40})?)$/u.exec(text.slice(0, caret));
  return found ? { start: caret - found[1].length - 1, query: found[1] } : null;
}

/** `text` with the name in the place of what was typed, and where the caret stands then. */
export function called(text, caret, { start }, name) {
  const word = `@${name} `;
  return { text: text.slice(0, start) + word + text.slice(caret), caret: start + word.length };
}

/** Of the colleagues chosen, those whose name still stands in the text. */
export function stillCalled(text, chosen) {
  return chosen.filter(({ name }) => text.includes(`@${name}`)).map(({ id }) => id);
}
