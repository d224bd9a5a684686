"""The console's words for marks on conduct (IN6)."""

from __future__ import annotations

from django.utils.translation import gettext as _


def mark_words() -> dict[str, str]:
    """For the scripts."""
    return {
        "more_acts": _("More"),
        "mark_talk": _("Mark the conduct in the conversation with {name}"),
        "mark_ends": _("It ends by itself on {day}, and stands beside nothing else that this patron asks."),
        "marked": _("Marked. Somebody of the help desk looks at it, too."),
        "was_marked": _("Conduct was marked. It waits for a second look."),
        "look_at_it": _("Look at it"),
        "mark_taken_back": _("The mark is taken back."),
        "mark_why_taken_back": _("Taken back by who set it."),
    }


def mark_sentences() -> dict[str, str]:
    """What the log says to staff, by act; the first for an act whose name is gone."""
    return {
        "marked": _("{who} marked the conduct here."),
        "marked.confirmed": _("{who} looked at the mark: it stands."),
        "marked.unconfirmed": _("{who} wants the mark to be looked at again."),
        "marked.lifted": _("{who} lifted the mark."),
        "marked.restored": _("{who} put the mark back."),
        "marked.expired": _("The mark on the conduct has ended."),
    }
