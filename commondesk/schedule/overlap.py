"""Openings that run into each other: two of one day of a week, or one that goes on into the next day's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commondesk.plumbing.wall_clock import wall_time
from commondesk.schedule.timetable import MIDNIGHT, ONE_DAY, Timetable, WallHours

Week = Mapping[int, Sequence[WallHours]]
# A day, what goes on past its midnight, and what of the next day it goes on into.
Collision = tuple[dt.date, WallHours, WallHours]


def overlaps(week: Week) -> Iterator[dict[str, Any]]:
    """For each weekday with one: its number as `field`, and the sentence."""
    for day, hours in sorted(week.items()):
        if sentence := _within(hours) or _into_the_next(week, day):
            yield {"field": day, "sentence": sentence}


def _within(hours: Sequence[WallHours]) -> str:
    """Of one day; what goes on past midnight ends with the day for this purpose."""
    ordered = sorted(hours)
    if any(_ends_the_day(first) or second[0] < first[1] for first, second in pairwise(ordered)):
        return _("These times overlap. Write them as one, or leave a gap between them.")
    return ""


def collisions(table: Timetable, days: Iterable[dt.date]) -> Iterator[Collision]:
    """On which of these days an opening goes on into the next one's, with seasons and closures."""
    for day in days:
        if found := _colliding(table.wall_hours(day), table.wall_hours(day + ONE_DAY)):
            yield day, *found


def on_a_day(collision: Collision) -> str:
    """The sentence about one."""
    day, late, early = collision
    return _(
        "On %(day)s, %(hours)s goes on past midnight into %(next_hours)s of the day after. Let it end by "
        "then."
    ) % {"day": date_format(day), "hours": _in_words(late), "next_hours": _in_words(early)}


def _colliding(
    hours: Sequence[WallHours], next_hours: Sequence[WallHours]
) -> tuple[WallHours, WallHours] | None:
    """Where one touches the other they are one opening, and well so."""
    late = max((each for each in hours if _is_past_midnight(each)), key=lambda each: each[1], default=None)
    early = min(next_hours, default=None)
    return None if late is None or early is None or late[1] <= early[0] else (late, early)


def _into_the_next(week: Week, day: int) -> str:
    next_day = (day + 1) % 7
    found = _colliding(week[day], week.get(next_day, ()))
    if found is None:
        return ""
    late, early = found
    return _(
        "%(day)s, %(hours)s, goes on past midnight into %(next_day)s, %(next_hours)s. Let it end by then, or "
        "write both as one line of %(day)s."
    ) % {
        "day": WEEKDAYS[day],
        "hours": _in_words(late),
        "next_day": WEEKDAYS[next_day],
        "next_hours": _in_words(early),
    }


def _is_past_midnight(hours: WallHours) -> bool:
    return hours[1] <= hours[0] and hours[1] != MIDNIGHT


def _ends_the_day(hours: WallHours) -> bool:
    return hours[1] <= hours[0] or hours[1] == MIDNIGHT


def _in_words(hours: WallHours) -> str:
    return " \N{EN DASH} ".join(map(wall_time, hours))
