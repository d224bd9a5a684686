// What a message's text becomes on a page: safe links, emphasis and line breaks, and nothing else.
// The twin of commondesk/plumbing/html.py; tests/data/message_parts.json holds both to one behaviour.

// Spaces, invisible signs, signs of direction, and the ASCII marks that no address holds unescaped.
const NOT_IN_ADDRESS =
  '<>"`{}|\\\\^\\x00-\\x20\\x7f-\\xa0\\xad\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff\\ufff9-\\uffff';
const ADDRESS = new RegExp(`https?://[^${NOT_IN_ADDRESS}]+`, "gi");
// A host of letters, digits, dots and dashes in any script; no `name@` before it, which would only deceive.
const HOST_EDGE = `[^${NOT_IN_ADDRESS}\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e]`;
const HOST = `(?:${HOST_EDGE}|[-.](?=${HOST_EDGE}|[-.]))*`;
const WELL_FORMED = new RegExp(
  `^https?://(?:\\[[0-9a-f:.]+\\]|${HOST_EDGE}${HOST})(?::[0-9]{1,5})?(?:[/?#].*)?$`,
  "i",
);
const TRAILING = ".,;:!?'\"*_~…。、！？’”»";
const PAIRS = { ")": "(", "]": "[" };
const STRONG =
  /(^|[ \t\xa0([{"'“‘«¿¡/–—-])\*([^* \t\xa0](?:[^*]*[^* \t\xa0])?)\*(?=$|[ \t\xa0)\]}"'”’».,;:!?…/–—-])/g;

/** The pieces of a message in order: `{kind, text, href}`, kind one of text, link, strong, break. */
export function messageParts(body) {
  return body.split(/\r\n|\r|\n/).flatMap((line, number) => {
    const parts = partsOfLine(line);
    return number ? [part("break", "\n"), ...parts] : parts;
  });
}

function part(kind, text, href = "") {
  return { kind, text, href };
}

function partsOfLine(line) {
  const parts = [];
  let at = 0;
  for (const found of line.matchAll(ADDRESS)) {
    const address = withoutTrailing(found[0]);
    if (/[a-z0-9]/i.test(line.charAt(found.index - 1)) || !WELL_FORMED.test(address)) continue;
    parts.push(...emphasised(line.slice(at, found.index)), part("link", address, address));
    at = found.index + address.length;
  }
  return [...parts, ...emphasised(line.slice(at))];
}

/** Without the marks that end a sentence, and without a bracket that was opened before the address. */
function withoutTrailing(address) {
  const surplus = {};
  for (const [last, first] of Object.entries(PAIRS)) {
    surplus[last] = address.split(last).length - address.split(first).length;
  }
  let end = address.length;
  while (end) {
    const last = address[end - 1];
    if (!TRAILING.includes(last) && !(surplus[last] > 0)) break;
    if (last in surplus) surplus[last] -= 1;
    end -= 1;
  }
  return address.slice(0, end);
}

function emphasised(text) {
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(STRONG)) {
    const start = found.index + found[1].length;
    if (start > at) parts.push(part("text", text.slice(at, start)));
    parts.push(part("strong", found[2]));
    at = found.index + found[0].length;
  }
  if (at < text.length) parts.push(part("text", text.slice(at)));
  return parts;
}
