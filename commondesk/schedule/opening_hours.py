"""Opening hours as rows: weekly intervals of a queue or a library, and days that differ."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.dates import WEEKDAYS

OF_ONE_PLACE = Q(queue=None, library__isnull=False) | Q(queue__isnull=False, library=None)


class OpeningHours(models.Model):
    """One interval of one weekday, on the owner's wall clock.

    `closes` at or before `opens` means past midnight; both 00:00 is the whole day. `first_day` and
    `last_day` bound a season, both included; empty means always.
    """

    queue = models.ForeignKey("Queue", on_delete=models.CASCADE, null=True, related_name="opening_hours")
    library = models.ForeignKey("Library", on_delete=models.CASCADE, null=True, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField()  # Monday is 0
    opens = models.TimeField()
    closes = models.TimeField()
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        app_label = "commondesk"
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=OF_ONE_PLACE, name="hours_of_one_place"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_week_has_seven_days"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"

    @property
    def day_name(self) -> str:
        """In the reader's language."""
        return str(WEEKDAYS[self.weekday])
