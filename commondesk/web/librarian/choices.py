"""What may be chosen when a conversation is classified (CL4), with its words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commondesk.consortium.library import Library
from commondesk.desk.classification import Kind, Outcome, Status
from commondesk.desk.classification_rules import TOPICS

Choice = tuple[str, str]


def choices() -> dict[str, list[Choice]]:
    """`(value, words)` by field, for all but the library."""
    return {
        "kind": [(value, str(words)) for value, words in Kind.choices],
        "outcome": [(value, str(words)) for value, words in Outcome.choices],
        "patron_status": [(value, str(words)) for value, words in Status.choices],
        "read_level": _read_levels(),
        # Kept in English, so that a topic is one in all counts; other words stay as they are typed.
        "topic": sorted(((topic, _(topic)) for topic in TOPICS), key=lambda choice: choice[1]),
    }


def libraries() -> list[Choice] | None:
    """`(slug, name)`; None: they are too many for a list, and searched by name."""
    listed = Library.objects.listed()
    return None if listed is None else [(each.slug, each.name) for each in listed]


def _read_levels() -> list[Choice]:
    """The READ scale in a few words each, so that nobody has to know it by heart."""
    return [
        ("1", _("1 - at once, no source")),
        ("2", _("2 - one known source")),
        ("3", _("3 - some effort, several steps")),
        ("4", _("4 - several sources, reference knowledge")),
        ("5", _("5 - substantial research")),
        ("6", _("6 - days of work, special sources")),
    ]
