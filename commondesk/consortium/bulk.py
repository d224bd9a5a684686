"""An uploaded table of libraries or staff: looked at first, then carried out as a whole or not at all."""

from __future__ import annotations

from django.db import models

from commondesk.plumbing import clock


class Bulk(models.Model):
    """One upload. `text` is the CSV until it is carried out; then it goes: it holds names and addresses."""

    class Kind(models.TextChoices):
        LIBRARIES = "libraries"
        STAFF = "staff"

    by = models.ForeignKey("Librarian", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    text = models.TextField(blank=True)
    made_at = models.DateTimeField(default=clock.now, db_index=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"{self.kind} of {self.made_at:%Y-%m-%d %H:%M}"
