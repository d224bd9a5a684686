// Canned messages: where the typing of one begins, and what is put in its place.

/** The `/words` being typed at the caret: `{start, query}`; null when there is none. It begins a line, so that
 * "and/or" and addresses stay what they are. */
export function trigger(text, caret) {
  const start = text.lastIndexOf("\n", caret - 1) + 1;
  if (text[start] !== "/" || caret <= start) return null;
  return { start, query: text.slice(start + 1, caret).trimStart() };
}

/** `text` with the words of `trigger` replaced by `message`, and where the caret stands then. */
export function accept(text, caret, { start }, message) {
  return { text: text.slice(0, start) + message + text.slice(caret), caret: start + message.length };
}

/** Those in the patron's language first, otherwise in the order they came. */
export function inLanguage(messages, language) {
  const own = messages.filter((message) => message.language === language);
  return [...own, ...messages.filter((message) => message.language !== language)];
}
