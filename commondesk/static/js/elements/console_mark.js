/* <console-mark>: what somebody saw in the open conversation, and of what kind it is (IN6). Ctrl+Enter in it marks. */

import { mark } from "../console/acts.js";
import { now, page } from "../console/desk.js";
import { text } from "../console/dom.js";
import { TalkDialog } from "../console/talk_dialog.js";
import { dateOf, t } from "../console/words.js";

const DAY_MS = 24 * 3600 * 1000;

class ConsoleMark extends TalkDialog {
  news = "marking";

  heading({ facts }) {
    text(this.querySelector("[data-part=ends]"), t("mark_ends", { day: dateOf(now() + page.standards.mark_days * DAY_MS) }));
    return t("mark_talk", { name: facts.patron_name || t("patron") });
  }

  needed({ kind, seen }) {
    return [kind, seen];
  }

  send(code, { kind, seen }, more) {
    return mark(code, { kind: kind.value, seen: seen.value.trim(), ...more });
  }
}

customElements.define("console-mark", ConsoleMark);
