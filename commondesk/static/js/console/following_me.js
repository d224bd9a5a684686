/* Notices that follow one out of the desk: a browser that is told goes on being told after a new sign-in, and a
   click on a notice shows its conversation here. Turned on and off it is on the page of one's calls. */

import { tellDesk } from "../tell_desk.js";
import { memory } from "./calls.js";
import { page } from "./desk.js";
import { show } from "./route.js";

export function startFollowingMe() {
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    const [, code] = data?.open?.match(/^\/desk\/([^/]+)\/$/) ?? [];
    if (code) show(code);
    else if (data?.open) location.assign(data.open);
  });
  if (memory.following.session) import("../push.js").then(goOn).catch(() => {});
}

/** Only where the session or the browser's address is another by now: else it was turned off elsewhere, and stays so. */
async function goOn({ mark, present }) {
  const found = await present(page.push);
  if (!found) return;
  const now = { session: page.session, mark: await mark(found.endpoint) };
  const { following } = memory;
  if (now.session === following.session && now.mark === following.mark) return;
  if (!(await tellDesk(found, page.csrf))) memory.follow(now);
}
