"""Canned messages of the consortium, a library or a person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian


class Step(models.TextChoices):
    """Steps of the reference interview (SV2)."""

    GREETING = "greeting", _("Greeting")
    CLARIFYING = "clarifying", _("Clarifying")
    SEARCHING = "searching", _("Searching")
    ENCOURAGEMENT = "encouragement", _("Encouragement")
    TRANSFER = "transfer", _("Transfer")
    NON_RESPONSE = "non_response", _("No answer from the patron")
    CONDUCT = "conduct", _("Conduct")
    CLOSING = "closing", _("Closing")


class CannedMessageQuerySet(models.QuerySet["CannedMessage"]):
    """Finding the right words quickly."""

    def usable_by(self, librarian: Librarian) -> CannedMessageQuerySet:
        """The consortium's, those of the person's libraries, and their own."""
        libraries = librarian.memberships.exclude(library=None).values("library")
        return self.filter(
            Q(library=None, librarian=None) | Q(library__in=libraries) | Q(librarian=librarian)
        )

    def matching(self, words: str) -> CannedMessageQuerySet:
        """Every word typed stands in the name, the step or the text."""
        found = self
        for word in words.split()[:6]:
            found = found.filter(Q(name__icontains=word) | Q(step__icontains=word) | Q(body__icontains=word))
        return found


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
