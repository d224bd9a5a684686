/* <console-step-in>: the help desk takes over an open conversation, with a reason (IN1). Ctrl+Enter in it sends. */

import { stepIn } from "../console/acts.js";
import { TalkDialog } from "../console/talk_dialog.js";
import { t } from "../console/words.js";

class ConsoleStepIn extends TalkDialog {
  news = "stepping-in";

  heading({ facts }) {
    return t("step_in_talk", { name: facts.patron_name || t("patron") });
  }

  needed({ reason }) {
    return [reason];
  }

  send(code, { reason }, more) {
    return stepIn(code, { reason: reason.value.trim(), ...more });
  }
}

customElements.define("console-step-in", ConsoleStepIn);
