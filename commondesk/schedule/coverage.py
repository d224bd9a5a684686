"""When a queue or a library is open: its rows in its own zone, and the way its patrons roll on (AC8, AC10).

A library goes by its own rows. A queue goes by its own; without any it follows the queues it rolls on to,
and where none of those has hours, its library. Every answer takes the same few queries for any number of
places: two for libraries, three for queues.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q

from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue, ways_from
from commondesk.schedule.closure import Closure
from commondesk.schedule.opening_hours import OpeningHours
from commondesk.schedule.timetable import ONE_DAY, Day, Interval, Timetable, joined

Place = Queue | Library
LOOK_AHEAD_DAYS = 60
DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class Coverage:
    """The hours of one place: open whenever one of `timetables` is. `zone` is the one they are shown in."""

    zone: ZoneInfo
    timetables: Sequence[Timetable] = ()

    def is_open(self, at: dt.datetime) -> bool:
        return any(opens <= at < closes for opens, closes in self._around(at, 0))

    def next_opening(self, at: dt.datetime) -> dt.datetime | None:
        """When it next begins to be open, after `at`, in UTC; None if not within 60 days."""
        for days in (DAYS_SHOWN, LOOK_AHEAD_DAYS):  # nearly always this week: look no further then
            for opens, _ in self._around(at, days):
                if at < opens <= at + ONE_DAY * LOOK_AHEAD_DAYS:
                    return opens
        return None

    def closes_at(self, at: dt.datetime) -> dt.datetime | None:
        """When the present opening ends, in UTC; None when closed, or when no end is within a week."""
        for opens, closes in self._around(at, DAYS_SHOWN):
            if opens <= at < closes:
                return closes if closes <= at + ONE_DAY * DAYS_SHOWN else None
        return None

    def week(self, at: dt.datetime, days: int = DAYS_SHOWN) -> list[Day]:
        """Today and the days after it, `days` in all, on the wall clock of `zone`."""
        today = at.astimezone(self.zone).date()
        return [self._day(today + ONE_DAY * number) for number in range(days)]

    def _around(self, at: dt.datetime, days: int) -> list[Interval]:
        return joined(interval for table in self.timetables for interval in table.around(at, days))

    def _day(self, day: dt.date) -> Day:
        # In a timetable of another zone this day's hours may begin on a neighbouring day.
        near = [day - ONE_DAY, day, day + ONE_DAY]
        found = (
            each for table in self.timetables for its_day in near for each in table.intervals(its_day, 1)
        )
        local = ((opens.astimezone(self.zone), closes.astimezone(self.zone)) for opens, closes in found)
        todays = joined(each for each in local if each[0].date() == day)
        reasons = (table.reason(day) for table in self.timetables)
        return Day(day, todays, next(filter(None, reasons), ""))


def intervals(place: Place, first_day: dt.date, days: int) -> list[Interval]:
    """Aware UTC `(opens_at, closes_at)` that begin on these days, in order, joined where they touch."""
    tables = of([place])[0].timetables
    return joined(each for table in tables for each in table.intervals(first_day, days))


def is_open(place: Place, at: dt.datetime) -> bool:
    """Whether its hours say so; whether anybody is there, `presence` knows."""
    return of([place])[0].is_open(at)


def next_opening(place: Place, at: dt.datetime) -> dt.datetime | None:
    """When it next begins to be open, after `at`, in UTC; None if not within 60 days."""
    return of([place])[0].next_opening(at)


def closes_at(place: Place, at: dt.datetime) -> dt.datetime | None:
    """When the present opening ends, in UTC; None when closed, or when no end is within a week."""
    return of([place])[0].closes_at(at)


def week(place: Place, at: dt.datetime) -> list[Day]:
    """Today and the six days after it, on the place's wall clock, exceptions applied."""
    return of([place])[0].week(at)


def is_covered(queue: Queue, at: dt.datetime) -> bool:
    """Whether this queue is open, or one it rolls on to (AC8)."""
    return on_the_way([queue])[0].is_open(at)


def covered_from(queue: Queue, at: dt.datetime) -> dt.datetime | None:
    """When this queue, or one it rolls on to, next begins to be open; None if not within 60 days."""
    return on_the_way([queue])[0].next_opening(at)


def of(places: Sequence[Place]) -> list[Coverage]:
    """The hours of each place itself, in the order given."""
    rows = _Rows.of(places)
    return [Coverage(ZoneInfo(place.time_zone), rows.on_the_way(place)[:1]) for place in places]


def on_the_way(queues: Sequence[Queue]) -> list[Coverage]:
    """The hours of each queue together with those of all queues it rolls on to, in the order given."""
    rows = _Rows.of(queues)
    return [Coverage(ZoneInfo(queue.time_zone), rows.on_the_way(queue)) for queue in queues]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the database holds of the places asked about, read once."""

    paths: dict[int, list[int]]
    queues: dict[int, Timetable]
    libraries: dict[int, Timetable]

    @classmethod
    def of(cls, places: Sequence[Place]) -> _Rows:
        paths = ways_from(place.id for place in places if isinstance(place, Queue))
        passed = {step for path in paths.values() for step in path}
        libraries = {place.id if isinstance(place, Library) else place.library_id for place in places}
        which = Q(queue__in=passed) | Q(library__in=libraries - {None})
        hours = list(OpeningHours.objects.filter(which).select_related("queue", "library"))
        closures = list(Closure.objects.filter(which))
        return cls(paths, _by_place(hours, closures, "queue"), _by_place(hours, closures, "library"))

    def on_the_way(self, place: Place) -> list[Timetable]:
        if isinstance(place, Library):
            return _present([self.libraries.get(place.id)])
        found = _present([self.queues.get(step) for step in self.paths[place.id]])
        return found or _present([self.libraries.get(place.library_id or 0)])


def _by_place(hours: list[OpeningHours], closures: list[Closure], kind: str) -> dict[int, Timetable]:
    """Timetables by the id of the `kind` of place ("queue" or "library") they belong to."""
    rows: dict[int, list[OpeningHours]] = {}
    for row in hours:
        if (place := getattr(row, kind)) is not None:
            rows.setdefault(place.id, []).append(row)
    return {
        id_: Timetable(
            ZoneInfo(getattr(own[0], kind).time_zone),
            own,
            [closure for closure in closures if getattr(closure, f"{kind}_id") == id_],
        )
        for id_, own in rows.items()
    }


def _present(tables: Sequence[Timetable | None]) -> list[Timetable]:
    return [table for table in tables if table is not None]
