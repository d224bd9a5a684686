"""Claims: who holds a conversation. Exactly one can (AC6); the database holds that, not the code."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Claim(models.Model):
    """One librarian held one conversation from `claimed_at` to `ended_at` (null: holds it now).

    Who was asked to help took part for no time at all (`helped`), and so sees it from then on.
    """

    class How(models.TextChoices):
        RELEASED = "released", _("released")
        RETURNED = "returned", _("returned because nobody kept it")
        HELPED = "helped", _("helped without holding it")
        TRANSFERRED = "transferred", _("transferred")
        REFERRED = "referred", _("referred")
        CLOSED = "closed", _("closed")
        ERASED = "erased", _("erased")

    conversation = models.ForeignKey("Conversation", on_delete=models.PROTECT, related_name="claims")
    librarian = models.ForeignKey("Librarian", on_delete=models.PROTECT, related_name="claims")
    library = models.ForeignKey("Library", on_delete=models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=16, choices=How.choices, blank=True)

    class Meta:
        app_label = "commondesk"
        indexes = [models.Index(fields=["librarian", "conversation"], name="claim_by_librarian")]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(ended_at=None), name="one_open_claim"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.librarian} holds {self.conversation}"
