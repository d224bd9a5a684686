"""What must happen later: a row with a due time, a unique key and a lease, run by `work`."""

from __future__ import annotations

from django.db import models


class Timer(models.Model):
    """`kind` names the verb (work.py maps it), `key` makes setting it twice harmless."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    data = models.JSONField(default=dict)
    due_at = models.DateTimeField(db_index=True)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"{self.kind} at {self.due_at:%Y-%m-%d %H:%M:%S}"
