"""Months that are over, counted once and kept: reports of years never read the conversations of years.

A count is the same whether it is kept or made: what changes of an old conversation is noted in the
transaction that changes it (`desk.late_change`), and a month of which something is noted is counted from its
conversations until `roll_up` has counted it anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from commondesk.consortium.consortium import the_consortium
from commondesk.desk.conversation import Conversation
from commondesk.desk.late_change import LateChange
from commondesk.reports.counting import count
from commondesk.reports.counts import Counts, read_counts
from commondesk.reports.month import Month, Span, month_of

# More than LateChange leaves out, so that nothing changes a month unnoted once it is counted.
SETTLED: Final = dt.timedelta(days=2)
# Another number after a change of what is counted, or how: all months are then counted anew.
RULES: Final = 1


class RolledMonth(models.Model):
    """The counts of a month, of the wall clock that the consortium had when it was counted."""

    begins = models.DateTimeField(unique=True)
    ends = models.DateTimeField()
    counts = models.JSONField(default=dict)
    rules = models.PositiveSmallIntegerField(default=0)  # 0: never counted
    times = models.PositiveIntegerField(default=0)  # how often

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"{self.begins:%Y-%m-%d %H:%M}"


def kept(wanted: Sequence[Month]) -> tuple[Counts, list[Span]]:
    """What is kept of these months, added up, and the spans of those that have to be counted. One query."""
    rows = _fresh().filter(begins__gte=wanted[0].begins, ends__lte=wanted[-1].ends)
    found = {(begins, ends): counts for begins, ends, counts in rows.values_list("begins", "ends", "counts")}
    total, rest = Counts(), []
    for month in wanted:
        if month.span in found:
            total.add(read_counts(found[month.span]))
        else:
            rest.append(month.span)
    return total, _joined(rest)


def roll_up(now: dt.datetime) -> int:
    """Count all months that are over and not kept as they are; how many it was."""
    fresh = set(_fresh().values_list("begins", "ends"))
    stale = [month for month in _over(now) if month.span not in fresh]
    for month in stale:
        _count_anew(month)
    return len(stale)


def _fresh() -> models.QuerySet[RolledMonth]:
    late = LateChange.objects.filter(asked_at__gte=OuterRef("begins"), asked_at__lt=OuterRef("ends"))
    return RolledMonth.objects.filter(~Exists(late), rules=RULES)


def _over(now: dt.datetime) -> list[Month]:
    """From the first in which anybody asked to the last that is over and settled."""
    first = Conversation.objects.order_by("asked_at").values_list("asked_at", flat=True).first()
    found: list[Month] = []
    if first is not None:
        month = month_of(first, ZoneInfo(the_consortium().time_zone))
        while month.ends + SETTLED <= now:
            found.append(month)
            month = month.following
    return found


def _count_anew(month: Month) -> None:
    """Nothing is locked meanwhile. What changes then stays noted; of two who count the first one keeps it."""
    row, _new = RolledMonth.objects.get_or_create(begins=month.begins, defaults={"ends": month.ends})
    noted = list(_noted(month).values_list("pk", flat=True))  # before the counting, which sees these
    counts = count([month.span]).as_json()
    with transaction.atomic():
        ours = RolledMonth.objects.filter(pk=row.pk, times=row.times)
        if ours.update(counts=counts, ends=month.ends, rules=RULES, times=row.times + 1):
            LateChange.objects.filter(pk__in=noted).delete()


def _noted(month: Month) -> models.QuerySet[LateChange]:
    return LateChange.objects.filter(asked_at__gte=month.begins, asked_at__lt=month.ends)


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Those that follow each other as one."""
    found: list[Span] = []
    for begins, ends in spans:
        if found and found[-1][1] == begins:
            found[-1] = found[-1][0], ends
        else:
            found.append((begins, ends))
    return found
