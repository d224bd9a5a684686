"""Rows of opening hours made into moments: pure reckoning, no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from commondesk.schedule.closure import Closure
from commondesk.schedule.opening_hours import OpeningHours

Interval = tuple[dt.datetime, dt.datetime]
WallHours = tuple[dt.time, dt.time]
ONE_DAY = dt.timedelta(days=1)
ONE_MINUTE = dt.timedelta(minutes=1)
MIDNIGHT = dt.time(0)


@dataclass(frozen=True, slots=True)
class Day:
    """One day as it is shown: `intervals` in local time, and why it is unlike other weeks."""

    date: dt.date
    intervals: list[Interval] = field(default_factory=list)
    reason: str = ""

    @property
    def is_whole(self) -> bool:
        """Open from midnight to midnight."""
        return any(
            opens.time() == closes.time() == MIDNIGHT and opens.date() < closes.date()
            for opens, closes in self.intervals
        )


@dataclass(frozen=True, slots=True)
class Timetable:
    """The hours of one place on its own wall clock.

    A shift belongs to the day it begins on: a closure takes it away whole, and does not cut the one that
    began the evening before. Of several closures on a day the shortest one counts (a single day of other
    hours within a closed fortnight).
    """

    zone: ZoneInfo
    hours: Sequence[OpeningHours] = ()
    closures: Sequence[Closure] = ()

    def intervals(self, first_day: dt.date, days: int) -> list[Interval]:
        """Aware UTC intervals that begin on these days, in order, joined where they touch."""
        return joined(self._beginning(first_day, days))

    def around(self, at: dt.datetime, days: int) -> list[Interval]:
        """Intervals from the day before `at` to `days` days after it: what may be open then or later."""
        return self.intervals(self.local_day(at) - ONE_DAY, days + 2)

    def local_day(self, at: dt.datetime) -> dt.date:
        return at.astimezone(self.zone).date()

    def reason(self, day: dt.date) -> str:
        """Why this day is unlike others; empty for an ordinary one."""
        return next((closure.reason for closure in self._closures_on(day) if closure.reason), "")

    def _beginning(self, first_day: dt.date, days: int) -> Iterator[Interval]:
        for day in (first_day + ONE_DAY * number for number in range(days)):
            for opens, closes in self.wall_hours(day):
                moments = (
                    first_moment(day, opens, self.zone),
                    last_moment(day if closes > opens else day + ONE_DAY, closes, self.zone),
                )
                if moments[0] < moments[1]:  # not when the whole of it falls into the gap in spring
                    yield moments

    def wall_hours(self, day: dt.date) -> list[WallHours]:
        """What begins on this day, on the wall clock: of its closure, else of the week and the seasons."""
        if closures := self._closures_on(day):
            if any(closure.opens is None or closure.closes is None for closure in closures):
                return []
            return [(c.opens, c.closes) for c in closures if c.opens is not None and c.closes is not None]
        usual = (row for row in self.hours if row.weekday == day.weekday() and _in_season(row, day))
        return [(row.opens, row.closes) for row in usual]

    def _closures_on(self, day: dt.date) -> list[Closure]:
        found = [closure for closure in self.closures if closure.first_day <= day <= closure.last_day]
        shortest = min((_length(closure) for closure in found), default=None)
        return [closure for closure in found if _length(closure) == shortest]


def joined(intervals: Iterable[Interval]) -> list[Interval]:
    """In order, with those that touch or overlap made into one."""
    result: list[Interval] = []
    for opens, closes in sorted(intervals):
        if result and opens <= result[-1][1]:
            result[-1] = (result[-1][0], max(closes, result[-1][1]))
        else:
            result.append((opens, closes))
    return result


def first_moment(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """When the wall clock first shows it, in UTC; a time skipped in spring is the first real minute after."""
    return _moment(dt.datetime.combine(day, time, zone))


def last_moment(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """When the wall clock last shows it: an hour that comes twice in autumn is kept open both times."""
    return _moment(dt.datetime.combine(day, time, zone).replace(fold=1))


def _moment(wall: dt.datetime) -> dt.datetime:
    moment = wall.astimezone(dt.UTC)
    if moment.astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    # No clock shows this time. Read with the offset that comes after, it lies just before the change.
    before = wall.replace(fold=1).astimezone(dt.UTC).replace(second=0, microsecond=0)
    offset = before.astimezone(wall.tzinfo).utcoffset()
    while before.astimezone(wall.tzinfo).utcoffset() == offset:
        before += ONE_MINUTE
    return before


def _in_season(row: OpeningHours, day: dt.date) -> bool:
    return (row.first_day is None or row.first_day <= day) and (row.last_day is None or day <= row.last_day)


def _length(closure: Closure) -> dt.timedelta:
    return closure.last_day - closure.first_day
