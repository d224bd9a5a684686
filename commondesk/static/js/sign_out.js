/* Signing out takes the drafts of this device with it: nobody's words stay on a shared computer, and nobody is told there.

   <form data-sign-out> does it; with data-sign-out="ask" the page that says so comes first where there are drafts. */

import { stopFollowing } from "./console/browser_memory.js";
import { forgetAll, hasAny } from "./pure/drafts.js";

for (const form of document.querySelectorAll("[data-sign-out]")) {
  form.addEventListener("submit", (event) => {
    const storage = storageOrNone();
    if (form.dataset.signOut === "ask" && hasAny(storage)) {
      event.preventDefault();
      location.assign(form.action);
    } else {
      forgetAll(storage);
      stopFollowing(storage);
    }
  });
}

/** A browser may refuse storage altogether; then it has kept nothing. */
function storageOrNone() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
