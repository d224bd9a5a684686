"""What the patron says afterwards, in one tap."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Answered(models.TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class Rating(models.Model):
    """Was it answered; stars 1-5 and a comment if the patron likes. The last word counts."""

    conversation = models.OneToOneField("Conversation", on_delete=models.CASCADE, related_name="rating")
    answered = models.CharField(max_length=8, choices=Answered.choices)
    stars = models.PositiveSmallIntegerField(null=True)
    comment = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.CheckConstraint(
                condition=Q(stars=None) | Q(stars__range=(1, 5)), name="one_to_five_stars"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation} {self.answered}"
