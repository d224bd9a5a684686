"""The sentences around messages, for `_message.html` and js/elements/message.js: `{who}` is a person.

A transfer also names `{to}`, `{from}` and `{with}`, which its data hold.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def message_strings() -> dict[str, str]:
    """By event kind, with its role, why, act or receiver where they matter; as a patron reads them."""
    return {
        "you": _("You"),
        "patron": _("Patron"),
        "librarian": _("Librarian"),
        "system": _("Ask a librarian"),
        "emptied": _("This was erased."),
        "masked": _("We hid something here that looked like a number to keep private."),
        "is corrected": _("Corrected"),
        "correct": _("Correct"),
        "as it was": _("Leave the message as it was"),
        "files as they are": _("Files go as they are: private numbers in them are not hidden."),
        "remove": _("Remove"),
        "too much": _("A message takes 5 files, 10 MB in all."),
        "sending": _("Sending"),
        "waiting": _("Not sent yet. We keep trying."),
        "failed": _("Not sent."),
        "claimed": _("{who} is here."),
        "released": _("{who} had to leave. Your question is back in line; nothing is lost."),
        "returned": _("Your question is back in line; nothing is lost."),
        "offered": _("{who} asks {to} to take over."),
        "offer_ended": _("{with} stays with you."),
        "joined": _("{who} has joined to help."),
        "stepped_back": _("{to} has left again."),
        "followed_up": _("{who} goes on with your question by e-mail. You need not stay."),
        "followed_up.code": _("{who} goes on with it. For the answer, come back with your code and words."),
        "resumed": _("{who} is here again."),
        "referred": _("{who} has asked {to} to go on with it. The answer comes by e-mail or by your code."),
        "referred.place": _("{who} recommends {to}:"),
        "transferred": _("{who} has passed your question on to {to}. You keep your place in line."),
        "transferred.person": _("{to} has taken over from {from}, and knows what this is about."),
        "closed": _("{who} has closed this conversation."),
        "closed.patron": _("You have closed this conversation."),
        "reopened": _("{who} has opened this conversation again."),
        "reopened.patron": _("You have opened this conversation again."),
        "left": _("You stopped waiting."),
        "lost": _("We lost sight of you while you waited. You can go on with your question any time."),
        "erased": _("This conversation was erased."),
    }


def sentence_of(event: dict[str, Any], strings: dict[str, str]) -> str:
    """What an event that is no message says, in one sentence; empty for a kind we do not know."""
    kind, by, data = event["kind"], event["by"], event["data"]
    if kind == "aside":
        return (
            strings.get(kind, "")
            .replace("{who}", _name(by))
            .replace("{names}", ", ".join(data.get("to", [])))
        )
    variants = (data.get("why"), data.get("act"), data.get("to", {}).get("kind"), by["role"])
    found = (strings.get(f"{kind}.{variant}") for variant in variants)
    sentence = next(filter(None, found), None) or strings.get(kind, "")
    sentence = sentence.replace("{who}", _name(by) or strings.get(by["role"], ""))
    for person in ("to", "from", "with"):
        sentence = sentence.replace(f"{{{person}}}", _name(data.get(person, {})))
    return sentence


def _name(person: dict[str, str]) -> str:
    name, library = person.get("name", ""), person.get("library", "")
    return f"{name} ({library})" if name and library else name
