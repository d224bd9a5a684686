/* What an event makes of the state of a talk, as its patron sees it.

     stateAfter(state, event)  // "waiting" | "talking" | "following_up" | "closed" */

const BECOMES = {
  released: "waiting",
  returned: "waiting",
  closed: "closed",
  left: "closed",
  lost: "closed",
  erased: "closed",
  followed_up: "following_up",
  resumed: "talking",
};

export function stateAfter(state, { kind, by, data }) {
  if (kind === "transferred") return data?.to?.kind === "person" ? state : "waiting";
  if (kind === "referred") return data?.to?.kind === "library" ? "waiting" : state;
  if (kind === "claimed") return state === "following_up" ? state : "talking";
  if (kind === "reopened") return by.role === "librarian" ? "following_up" : "waiting";
  return BECOMES[kind] ?? state;
}

export function isOpen(state) {
  return state !== "closed";
}
