"""Transfers: a conversation handed on to a queue, a library or a person, with a brief (FO1, FO5)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commondesk.plumbing import clock

LONGEST_BRIEF: Final = 2000
OFFERED_FOR: Final = dt.timedelta(minutes=2)


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Offers under way."""

    def under_way(self) -> TransferQuerySet:
        """Offered, and not answered yet."""
        return self.filter(state=Transfer.State.OFFERED)


class Transfer(models.Model):
    """To a queue or a library it is done at once; a person is offered it and answers, or lets it lapse."""

    class State(models.TextChoices):
        DONE = "done", _("done")
        OFFERED = "offered", _("offered")
        DECLINED = "declined", _("declined by the receiver")
        REFUSED = "refused", _("the patron would rather stay")
        LAPSED = "lapsed", _("lapsed without an answer")
        CANCELLED = "cancelled", _("taken back by the sender")
        OVER = "over", _("the conversation went another way")

    conversation = models.ForeignKey("Conversation", on_delete=models.PROTECT, related_name="transfers")
    by = models.ForeignKey("Librarian", on_delete=models.PROTECT, related_name="+")
    to_queue = models.ForeignKey("Queue", on_delete=models.PROTECT, null=True, related_name="+")
    to_library = models.ForeignKey("Library", on_delete=models.PROTECT, null=True, related_name="+")
    to_person = models.ForeignKey("Librarian", on_delete=models.PROTECT, null=True, related_name="+")
    to_help = models.BooleanField(default=False)  # asked to help, while the sender goes on holding it (KN5)
    brief = models.TextField(blank=True)
    state = models.CharField(max_length=16, choices=State.choices)
    at = models.DateTimeField(default=clock.now)
    lapses_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        app_label = "commondesk"
        indexes = [
            models.Index(fields=["to_person"], condition=Q(state="offered"), name="transfer_offered_to"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(state="offered"), name="one_offer_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(to_person=None, to_library=None, to_queue__isnull=False)
                | Q(to_person=None, to_library__isnull=False)
                | Q(to_person__isnull=False, to_library=None, to_queue=None),
                name="a_transfer_goes_to_one",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(to_person__isnull=False, lapses_at__isnull=False),
                name="only_people_are_offered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation} from {self.by}: {self.state}"
