/* Signing out takes the drafts of this device with it: nobody's words stay on a shared computer. */

import { forgetAll } from "./pure/drafts.js";

for (const form of document.querySelectorAll("[data-sign-out]")) {
  form.addEventListener("submit", () => {
    try {
      forgetAll(window.localStorage);
    } catch {
      // A browser without storage has kept nothing.
    }
  });
}
