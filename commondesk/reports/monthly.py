"""The plain count of a month or several: what was asked in them, and how that stands today. Only reads.

By a fixed number of queries: months that are over from their roll-ups, the rest from the conversations. The
asking and the answering libraries are two tables that are never added up. Practice is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.desk.classification import Kind
from commondesk.reports.counting import count
from commondesk.reports.counts import AskedThere, Counts, Given
from commondesk.reports.figures import Figures
from commondesk.reports.month import Month, months
from commondesk.reports.roll_up import kept


@dataclass(slots=True)
class Report:
    """The tables of the months from `month` through `last`. Names are None where none was named: a patron
    without a library, staff of the consortium itself; topics, kinds and READ levels are None where nobody has
    said."""

    month: Month
    last: Month
    total: AskedThere = field(default_factory=AskedThere)
    by_queue: dict[str, Figures] = field(default_factory=dict)
    by_asking: dict[str | None, Figures] = field(default_factory=dict)
    by_answering: dict[str | None, Given] = field(default_factory=dict)

    @property
    def all(self) -> Figures:
        return self.total.figures

    @property
    def kinds(self) -> Counter[str | None]:
        return self.total.kinds

    @property
    def read_levels(self) -> Counter[int | None]:
        return self.total.read_levels

    @property
    def topics(self) -> Counter[str | None]:
        return self.total.topics

    @property
    def reference(self) -> int:
        """Reference transactions (IMLS, NISO Z39.7)."""
        return self.kinds[Kind.REFERENCE]


def monthly(month: Month, libraries: Collection[int] | None = None, last: Month | None = None) -> Report:
    """All libraries' month, or that of some: what their patrons asked, and what their staff answered.

    With `last` the months from the one through the other, at most `month.MOST_MONTHS`.
    """
    wanted = months(month, last or month)
    counts, rest = kept(wanted)
    counts.add(count(rest, libraries))
    return _named(Report(month, wanted[-1]), counts if libraries is None else counts.of(libraries))


def _named(report: Report, counts: Counts) -> Report:
    queues = _names(Queue.objects.all(), {queue for queue, _asking in counts.asked})
    asking_or_giving = {asking for _queue, asking in counts.asked} | counts.given.keys()
    libraries = _names(Library.objects.all(), {library for library in asking_or_giving if library})
    for (queue, asking), asked in counts.asked.items():
        report.total.add(asked)
        report.by_queue.setdefault(queues[queue], Figures()).add(asked.figures)
        name = libraries[asking] if asking else None
        report.by_asking.setdefault(name, Figures()).add(asked.figures)
    for library, given in counts.given.items():
        name = libraries[library] if library else None
        report.by_answering.setdefault(name, Given()).add(given)
    report.by_queue = dict(sorted(report.by_queue.items()))
    report.by_asking, report.by_answering = _by_name(report.by_asking), _by_name(report.by_answering)
    return report


def _names(rows: QuerySet[Any], ids: Collection[int]) -> dict[int, str]:
    """Of these queues or libraries; those which share a name are told apart by their address."""
    found = list(rows.filter(pk__in=ids).order_by().values_list("pk", "name", "slug"))
    numbers = Counter(name for _pk, name, _slug in found)
    return {pk: name if numbers[name] == 1 else f"{name} ({slug})" for pk, name, slug in found}


def _by_name(figures: dict[str | None, Any]) -> dict[str | None, Any]:
    """In alphabetical order, those without a name last."""
    return dict(sorted(figures.items(), key=lambda pair: (pair[0] is None, pair[0] or "")))
