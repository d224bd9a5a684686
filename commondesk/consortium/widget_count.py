"""How often the widget was shown and "is somebody there" was asked: a number a day, of nobody (CO2)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from threading import Lock
from typing import Any, Final

import structlog
from django.db import DatabaseError, models, transaction
from django.db.models import F, Sum

from commondesk.consortium.library import Library
from commondesk.plumbing import clock

log = structlog.get_logger(__name__)

WRITTEN_EVERY: Final = dt.timedelta(seconds=60)

Key = tuple[int | None, dt.date, str]


class WidgetCount(models.Model):
    """Of one library and one day (UTC), by what was asked: `widget`, `badge` or `here`.

    Without a library: of the consortium's own desk.
    """

    library = models.ForeignKey("Library", on_delete=models.CASCADE, null=True, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=8)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.UniqueConstraint(fields=["library", "day", "kind"], name="one_widget_count_a_day"),
            models.UniqueConstraint(
                fields=["day", "kind"],
                condition=models.Q(library=None),
                name="one_widget_count_of_all_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.library_id or 'all'} {self.day} {self.kind}: {self.count}"


class Tally:
    """Counts in memory and writes once a minute, so that a busy site costs no write a page.

    Only whoever asks next writes it; a process that dies takes at most a minute's counts along.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._counted: Counter[Key] = Counter()
        self._written: dt.datetime | None = None

    def add(self, library_id: int | None, kind: str) -> None:
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
        named = {key[0] for key in counted if key[0] is not None}
        known = set(Library.objects.filter(pk__in=named).values_list("pk", flat=True))
        for (library_id, day, kind), count in sorted(counted.items(), key=_in_order):
            if library_id is not None and library_id not in known:
                continue
            of: dict[str, Any] = {"library_id": library_id, "day": day, "kind": kind}
            row, _made = WidgetCount.objects.get_or_create(**of)
            WidgetCount.objects.filter(pk=row.pk).update(count=F("count") + count)


def _in_order(counted: tuple[Key, int]) -> tuple[int, dt.date, str]:
    """The same for all who write at once, so that none waits for another who waits for it."""
    library_id, day, kind = counted[0]
    return library_id or 0, day, kind


def counted_since(library_id: int | None, day: dt.date) -> dict[str, int]:
    """By kind, from this day on; what was counted within the last minute may lack."""
    rows = WidgetCount.objects.filter(library=library_id, day__gte=day).values_list("kind")
    return dict(rows.annotate(Sum("count")).order_by("kind"))


tally: Final = Tally()
