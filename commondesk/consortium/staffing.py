"""Which libraries' staff may monitor which queue."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Staffing(models.Model):
    """Staff of `library` may monitor `queue`; without a library, the consortium's own staff may."""

    queue = models.ForeignKey("Queue", on_delete=models.CASCADE, related_name="staffing")
    library = models.ForeignKey(
        "Library", on_delete=models.CASCADE, null=True, blank=True, related_name="staffing"
    )

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.UniqueConstraint(fields=["queue", "library"], name="staffing_once"),
            models.UniqueConstraint(
                fields=["queue"], condition=Q(library=None), name="consortium_staffing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.library or 'consortium'} staffs {self.queue}"
