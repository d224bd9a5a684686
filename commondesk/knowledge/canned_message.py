"""Canned messages of the consortium, a library or a person."""

from __future__ import annotations

import re
from typing import Final

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Role

VARIABLES: Final = ("patron", "librarian", "library", "hours", "link")
MOST_WORDS: Final = 6
MINE: Final = "mine"
CONSORTIUM: Final = "consortium"
_VARIABLE: Final = re.compile(r" ?\{(" + "|".join(VARIABLES) + r")\}")


class Step(models.TextChoices):
    """Steps of the reference interview (SV2)."""

    GREETING = "greeting", _("Greeting")
    CLARIFYING = "clarifying", _("Clarifying")
    SEARCHING = "searching", _("Searching")
    ENCOURAGEMENT = "encouragement", _("Encouragement")
    TRANSFER = "transfer", _("Transfer")
    NON_RESPONSE = "non_response", _("No answer from the patron")
    CONDUCT = "conduct", _("Conduct")
    CRISIS = "crisis", _("Crisis")
    CLOSING = "closing", _("Closing")
    TEXT = "text", _("Text message")


class CannedMessageQuerySet(models.QuerySet["CannedMessage"]):
    """Finding the right words quickly."""

    def usable_by(self, librarian: Librarian) -> CannedMessageQuerySet:
        """The consortium's, those of the person's libraries, and their own."""
        libraries = librarian.memberships.exclude(library=None).values("library")
        return self.filter(
            Q(library=None, librarian=None) | Q(library__in=libraries) | Q(librarian=librarian)
        )

    def editable_by(self, librarian: Librarian) -> CannedMessageQuerySet:
        """One's own; those of the libraries one coordinates; for the help desk the consortium's."""
        memberships = list(librarian.memberships.all())
        led = [each.library_id for each in memberships if each.role == Role.COORDINATOR]
        mine = Q(librarian=librarian) | Q(library__in=led)
        if any(each.role == Role.HELP_DESK for each in memberships):
            mine |= Q(library=None, librarian=None)
        return self.filter(mine)

    def matching(self, words: str) -> CannedMessageQuerySet:
        """Every word typed stands in the name, the step or the text."""
        found = self
        for word in words.replace("\0", " ").split()[:MOST_WORDS]:
            found = found.filter(Q(name__icontains=word) | Q(step__icontains=word) | Q(body__icontains=word))
        return found

    def first_in(self, language: str) -> CannedMessageQuerySet:
        """Those of this language before the others."""
        other = Case(When(language=language, then=Value(0)), default=Value(1))
        return self.order_by(other, *CannedMessage._meta.ordering or ())


class CannedMessage(models.Model):
    """A text with variables in braces: {patron}, {librarian}, {library}, {hours}, {link}."""

    name = models.CharField(max_length=80)
    step = models.CharField(max_length=16, choices=Step.choices)
    language = models.CharField(max_length=8, default="en")
    body = models.TextField(max_length=2000)
    library = models.ForeignKey("Library", on_delete=models.CASCADE, null=True, blank=True)
    librarian = models.ForeignKey("Librarian", on_delete=models.CASCADE, null=True, blank=True)

    objects = CannedMessageQuerySet.as_manager()

    class Meta:
        app_label = "commondesk"
        ordering = ["step", "name", "language"]

    def __str__(self) -> str:
        return self.name

    @property
    def whose(self) -> str:
        """`mine`, `consortium` or the id of a library: as the page of canned messages posts it."""
        if self.librarian_id:
            return MINE
        return str(self.library_id) if self.library_id else CONSORTIUM


def filled(
    message: CannedMessage,
    *,
    patron: str = "",
    librarian: str = "",
    library: str = "",
    hours: str = "",
    link: str = "",
    language: str = "en",
) -> str:
    """The text with its variables replaced, once and as plain text: a patron called `{link}` stays so called.

    Whatever else stands in braces is left alone. Without a value a variable goes, together with the space
    before it (`Hello {patron}, ...` to somebody without a name is `Hello, ...`), except {library} and
    {librarian}, which have a word of the message's language to stand in for them.
    """
    spanish = language.startswith("es")
    values = {
        "patron": patron,
        "librarian": librarian or ("la biblioteca" if spanish else "a librarian"),
        "library": library or ("su biblioteca" if spanish else "your library"),
        "hours": hours,
        "link": link,
    }
    return _VARIABLE.sub(lambda found: _replaced(found, values), message.body)


def _replaced(found: re.Match[str], values: dict[str, str]) -> str:
    value = values[found[1]]
    gap = " " if found[0].startswith(" ") else ""
    return gap + value if value else ""
