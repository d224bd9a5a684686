"""The sentences around messages, for `_message.html` and js/elements/message.js: `{who}` is a person."""

from __future__ import annotations

from django.utils.translation import gettext as _


def message_strings() -> dict[str, str]:
    """By event kind; `kind.role` where it matters who did it, as a patron reads them."""
    return {
        "you": _("You"),
        "patron": _("Patron"),
        "librarian": _("Librarian"),
        "system": _("Ask a librarian"),
        "emptied": _("This was erased."),
        "masked": _("We hid something here that looked like a number to keep private."),
        "sending": _("Sending"),
        "waiting": _("Not sent yet. We keep trying."),
        "failed": _("Not sent."),
        "claimed": _("{who} is here."),
        "released": _("{who} had to leave. Your question is back in line; nothing is lost."),
        "returned": _("Your question is back in line; nothing is lost."),
        "transferred": _("{who} is passing your question on."),
        "closed": _("{who} has closed this conversation."),
        "closed.patron": _("You have closed this conversation."),
        "reopened": _("{who} has opened this conversation again."),
        "reopened.patron": _("You have opened this conversation again."),
        "left": _("You stopped waiting."),
        "lost": _("We lost sight of you while you waited. You can go on with your question any time."),
        "erased": _("This conversation was erased."),
    }


def sentence_of(kind: str, by: dict[str, str], strings: dict[str, str]) -> str:
    """What an event that is no message says, in one sentence; empty for a kind we do not know."""
    who = (
        f"{by['name']} ({by['library']})"
        if by["name"] and by["library"]
        else by["name"] or strings.get(by["role"], "")
    )
    sentence = strings.get(f"{kind}.{by['role']}") or strings.get(kind, "")
    return sentence.replace("{who}", who)
