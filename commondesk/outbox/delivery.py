"""What must leave the house: written in the verb's transaction, sent by `work`, with a visible end."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.Model):
    """One thing to send by one carrier. Its address and text are emptied once it has ended."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNKNOWN = "unknown", _("outcome unknown")

    carrier = models.CharField(max_length=16)
    key = models.CharField(max_length=120, unique=True)
    conversation_id = models.BigIntegerField(null=True, db_index=True)
    to = models.CharField(max_length=254)
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "commondesk"
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="waiting"), name="delivery_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.state}"
