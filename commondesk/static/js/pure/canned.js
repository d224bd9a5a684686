// Canned messages: where the typing of one begins, what is put in its place, and its variables.

const VARIABLE = /( ?)\{(\w+)\}/g;

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

/** The message with its variables filled in. Who gave no name is greeted without one; any other variable whose value
 * is unknown stays as it is, and `missing` names it. */
export function fill(body, values) {
  const missing = [];
  const text = body.replace(VARIABLE, (whole, before, name) => {
    if (values[name]) return before + values[name];
    if (name === "patron") return "";
    if (name in values) missing.push(name);
    return whole;
  });
  return { text, missing };
}

/** Those in the patron's language first, otherwise in the order they came. */
export function inLanguage(messages, language) {
  const own = messages.filter((message) => message.language === language);
  return [...own, ...messages.filter((message) => message.language !== language)];
}
