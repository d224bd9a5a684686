/* Pages of ours in the place of the present one, fetched with the token, which no address and no cookie may hold.

     const page = await fetchPage(address, token);  // tries until the line is there: {status, document}
     await showPage(page);
     await refreshWait(talk);  // how long it will be, in the page's own words, so that there is one place that says it */

import { waitBefore } from "../pure/patience.js";

const PARTS = ["wait", "wait-detail"];

export async function fetchPage(address, token) {
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await fetch(address, { headers: { Authorization: `Bearer ${token}` }, cache: "no-store" });
      if (response.status < 500) {
        return { status: response.status, document: new DOMParser().parseFromString(await response.text(), "text/html") };
      }
    } catch {
      // No line yet.
    }
    await new Promise((resolve) => setTimeout(resolve, waitBefore(tries)));
  }
}

export async function showPage({ document: fresh }) {
  await Promise.all(Array.from(fresh.querySelectorAll("link[rel=stylesheet]"), addStyles));
  for (const without of fresh.querySelectorAll("noscript")) without.remove();
  const larger = document.querySelector("[data-larger-text]");
  if (larger) fresh.querySelector("[data-larger-text]")?.replaceWith(larger);
  document.title = fresh.title;
  document.body.replaceChildren(...fresh.body.childNodes);
  window.scrollTo(0, 0);
}

function addStyles(link) {
  const href = link.getAttribute("href");
  if (Array.from(document.styleSheets).some((sheet) => sheet.href?.endsWith(href))) return null;
  return new Promise((resolve) => {
    const own = document.createElement("link");
    own.rel = "stylesheet";
    own.href = href;
    own.onload = own.onerror = resolve;
    document.head.append(own);
  });
}

export async function refreshWait(talk) {
  const { document: fresh } = await fetchPage(talk.settings.page, talk.secret.token);
  for (const name of PARTS) {
    const now = fresh.querySelector(`[data-part="${name}"]`)?.textContent;
    // Written only when it changed: it is read aloud.
    if (now && talk.part(name).textContent !== now) talk.part(name).textContent = now;
  }
}
