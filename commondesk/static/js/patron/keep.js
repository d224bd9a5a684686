/* What this browser holds of a conversation: its token, the words of the slip, what was begun to write.

     keep(code, {token, words}, {ownDevice})  // false when the browser keeps nothing: then it lasts as long as the page
     held(code)                               // {token, words} or null
     draftOf(code), keepDraft(code, text); unsentOf(code), keepUnsent(code, items)
     forget(code)                             // nothing is left here
     name(code, what)                         // of what is kept, in either storage

   The tab's own storage, so that the talk ends with the tab; localStorage only on one's own device (PR7). */

const memory = new Map();

export function keep(code, secret, { ownDevice = false } = {}) {
  memory.set(code, secret);
  return attempt(() => {
    (ownDevice ? localStorage : sessionStorage).setItem(name(code), JSON.stringify(secret));
    return true;
  }) === true;
}

export function held(code) {
  return memory.get(code) ?? read(() => sessionStorage, name(code)) ?? read(() => localStorage, name(code));
}

export const draftOf = (code) => read(() => sessionStorage, name(code, "draft")) ?? "";
export const keepDraft = (code, text) => write(name(code, "draft"), text);
export const unsentOf = (code) => read(() => sessionStorage, name(code, "unsent")) ?? [];
export const keepUnsent = (code, items) => write(name(code, "unsent"), items.length ? items : null);

export function forget(code) {
  memory.delete(code);
  for (const storage of [() => sessionStorage, () => localStorage]) {
    for (const what of ["", "draft", "unsent", "push"]) attempt(() => storage().removeItem(name(code, what)));
  }
}

export function name(code, what = "") {
  return `commondesk:${code}:${what}`;
}

function read(storage, key) {
  return attempt(() => JSON.parse(storage().getItem(key)));
}

function write(key, value) {
  attempt(() => (value ? sessionStorage.setItem(key, JSON.stringify(value)) : sessionStorage.removeItem(key)));
}

function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
