/* How long it will be, in the page's own words: the page is asked again, so that there is one place that says it. */

import { fetchPage } from "./show_page.js";

const PARTS = ["wait", "wait-detail"];

export async function refreshWait(talk) {
  const { document: fresh } = await fetchPage(talk.settings.page, talk.secret.token);
  for (const name of PARTS) {
    const now = fresh.querySelector(`[data-part="${name}"]`)?.textContent;
    // Written only when it changed: it is read aloud.
    if (now && talk.part(name).textContent !== now) talk.part(name).textContent = now;
  }
}
