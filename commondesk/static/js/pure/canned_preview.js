// A canned message with its variables filled in, as knowledge/canned_message.py: filled does it.

const VARIABLE = / ?\{(patron|librarian|library|hours|link)\}/g;

/** `body` with `values` in place of its variables, once and as plain text; without a value the variable goes, together with
 * the space before it. */
export function filledIn(body, values) {
  return body.replace(VARIABLE, (found, name) => (values[name] ? (found.startsWith(" ") ? " " : "") + values[name] : ""));
}

/** `text` with `{name}` put in at the caret, and where the caret stands then. */
export function inserted(text, start, end, name) {
  const variable = `{${name}}`;
  return { text: text.slice(0, start) + variable + text.slice(end), caret: start + variable.length };
}
