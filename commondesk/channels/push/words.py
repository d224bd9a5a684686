"""What a device shows: what has happened, in words of its language; never what was written, or by whom."""

from __future__ import annotations

from typing import Final

from django.utils import translation
from django.utils.translation import gettext_lazy as _

# Title and text. Those of staff first; then those of patrons.
WORDS: Final = {
    "rings": (_("A patron waits"), _("You may claim it now.")),
    "alone": (_("A patron waits, and nobody is at the desk"), _("Open the desk to answer.")),
    "danger": (_("A patron has waited for long"), _("That is when people leave.")),
    "offer": (_("A colleague asks you to take over"), _("There are two minutes to answer.")),
    "help": (_("A colleague asks you to help"), _("There are two minutes to answer.")),
    "returned": (
        _("A conversation of yours went back to the queue"),
        _("You were away. A colleague may take it now, or you."),
    ),
    "message": (
        _("A patron has written to you"),
        _("Your desk is not open, so it may go back to the queue."),
    ),
    "mention": (_("A colleague calls you in the staff channel"), _("Open the channel to read it.")),
    "ends": (
        _("From tomorrow you are not told here any more"),
        _("Sign in again on this device then, and it goes on."),
    ),
    "claimed": (_("A librarian has taken your question"), _("Open it to go on.")),
    "answer": (_("A librarian has written to you"), _("Open your question to read it.")),
}


def payload(what: str, language: str, place: str, tag: str) -> dict[str, str]:
    """As static/js/service_worker.js reads it. `near`: where it need not be said, as it can be seen."""
    title, text = WORDS[what]
    with translation.override(language):
        return {
            "title": str(title),
            "body": str(text),
            "lang": language,
            "dir": "rtl" if translation.get_language_bidi() else "ltr",
            "url": place,
            "near": _near(place),
            "tag": tag,
        }


def _near(place: str) -> str:
    """A patron's notice is about one talk; the desk shows by itself whatever staff are told."""
    return place[place.index("/c/") :] if "/c/" in place else "/desk/"
