/* Making and refreshing parts of the page. Text is always text: nothing here takes HTML.

     h("button", {class: "quiet", onclick: act}, icon("check"), "Claim")
     keyed(list, rows, (row) => row.code, make, update)   // keeps what is there: focus, scroll and selection stay */

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? "" : value);
}

/** A lucide icon out of the page's own templates; the word beside it says what it means. */
export function icon(name) {
  return document.getElementById(`icon-${name}`)?.content.firstElementChild.cloneNode(true) ?? null;
}

/** Make the children of `parent` those of `items`, by key. `make(item)` gives a new element, `update(element, item)`
 * brings one up to date. Whoever had the focus keeps it; if their row is gone, the one in its place has it. */
export function keyed(parent, items, keyOf, make, update) {
  const held = parent.contains(document.activeElement) ? document.activeElement : null;
  const place = held ? [...parent.children].findIndex((child) => child.contains(held)) : -1;
  const before = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const after = items.map((item) => {
    const key = String(keyOf(item));
    const element = before.get(key) ?? make(item);
    element.dataset.key = key;
    update(element, item);
    return element;
  });
  putInOrder(parent, after);
  if (held && document.activeElement !== held) giveFocusBack(parent, held, place);
}

/** Moves only what stands wrong: an element that is moved loses its focus and its scrolling. */
function putInOrder(parent, after) {
  const wanted = new Set(after);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  after.forEach((element, index) => {
    if (parent.children[index] !== element) parent.insertBefore(element, parent.children[index] ?? null);
  });
}

function giveFocusBack(parent, held, place) {
  if (held.isConnected) return held.focus({ preventScroll: true });
  const next = parent.children[Math.min(place, parent.children.length - 1)];
  const target = next?.querySelector("a, button") ?? parent.closest("[tabindex='-1']");
  return target?.focus({ preventScroll: true });
}

/** Only the difference is written, so that a screen reader is not told the same twice. */
export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}
