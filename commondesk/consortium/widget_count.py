"""How often the widget was shown and "is somebody there" was asked: a number a day, of nobody (CO2)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from threading import Lock
from typing import Final

import structlog
from django.db import DatabaseError, models, transaction
from django.db.models import F, Sum

from commondesk.consortium.library import Library
from commondesk.plumbing import clock

log = structlog.get_logger(__name__)

WRITTEN_EVERY: Final = dt.timedelta(seconds=60)

Key = tuple[int, dt.date, str]


class WidgetCount(models.Model):
    """Of one library and one day (UTC), by what was asked: `widget`, `badge` or `here`."""

    library = models.ForeignKey("Library", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=8)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.UniqueConstraint(fields=["library", "day", "kind"], name="one_widget_count_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.library_id} {self.day} {self.kind}: {self.count}"


class Tally:
    """Counts in memory and writes once a minute, so that a busy site costs no write a page.

    Only whoever asks next writes it; a process that dies takes at most a minute's counts along.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._counted: Counter[Key] = Counter()
        self._written: dt.datetime | None = None

    def add(self, library_id: int, kind: str) -> None:
        """One more, today."""
        now = clock.now()
        with self._lock:
            self._counted[library_id, now.date(), kind] += 1
            self._written = self._written or now
            if now - self._written < WRITTEN_EVERY:
                return
            due, self._counted, self._written = self._counted, Counter(), now
        try:
            write(due)
        except DatabaseError:
            # Whoever asked is to have their answer; the numbers wait for the next minute.
            log.warning("Counts of the widget could not be written yet.", exc_info=True)
            with self._lock:
                self._counted.update(due)


def write(counted: Counter[Key]) -> None:
    """Add these to the rows of their days; those of a library that is gone are left out."""
    with transaction.atomic():
        known = set(Library.objects.filter(pk__in={key[0] for key in counted}).values_list("pk", flat=True))
        for (library_id, day, kind), count in sorted(counted.items()):
            if library_id not in known:
                continue
            row, _made = WidgetCount.objects.get_or_create(library_id=library_id, day=day, kind=kind)
            WidgetCount.objects.filter(pk=row.pk).update(count=F("count") + count)


def counted_since(library_id: int, day: dt.date) -> dict[str, int]:
    """By kind, from this day on; what was counted within the last minute may lack."""
    rows = WidgetCount.objects.filter(library=library_id, day__gte=day).values_list("kind")
    return dict(rows.annotate(Sum("count")).order_by("kind"))


tally: Final = Tally()
