"""Referrals: who is to go on with a question that its librarian could not answer, and why (FO1)."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commondesk.plumbing import clock

LONGEST_PLACE: Final = 160
LONGEST_CONTACT: Final = 300


class Referral(models.Model):
    """To a library of the consortium, in whose queue it then waits, or to a place outside."""

    class Why(models.TextChoices):
        """Counted apart (FO4): only the first needed somebody who knows more."""

        EXPERT = "expert", _("Needs an expert, or a collection that they have")
        REDIRECT = "redirect", _("It is theirs to answer")

    conversation = models.ForeignKey("Conversation", on_delete=models.PROTECT, related_name="referrals")
    by = models.ForeignKey("Librarian", on_delete=models.PROTECT, related_name="+")
    from_library = models.ForeignKey("Library", on_delete=models.PROTECT, null=True, related_name="+")
    to_library = models.ForeignKey("Library", on_delete=models.PROTECT, null=True, related_name="+")
    to_queue = models.ForeignKey("Queue", on_delete=models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=LONGEST_PLACE, blank=True)
    contact = models.CharField(max_length=LONGEST_CONTACT, blank=True)
    why = models.CharField(max_length=16, choices=Why.choices)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "commondesk"
        constraints = [
            # `place` and `contact` are free words: they may be emptied with the conversation's.
            models.CheckConstraint(
                condition=Q(to_library__isnull=False, to_queue__isnull=False, place="", contact="")
                | Q(to_library=None, to_queue=None),
                name="a_referral_goes_to_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation} from {self.by}: {self.why}"
