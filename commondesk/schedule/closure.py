"""Days on which a queue or a library is closed or keeps other hours."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commondesk.schedule.opening_hours import OF_ONE_PLACE


class Closure(models.Model):
    """From `first_day` to `last_day`, both included; with `opens` and `closes`, other hours instead."""

    queue = models.ForeignKey("Queue", on_delete=models.CASCADE, null=True, related_name="closures")
    library = models.ForeignKey("Library", on_delete=models.CASCADE, null=True, related_name="closures")
    first_day = models.DateField()
    last_day = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        app_label = "commondesk"
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(condition=OF_ONE_PLACE, name="closure_of_one_place"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="closure_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day} {self.reason}"
