"""Openings of a week that run into each other: two of one day, or one that goes on into the next day's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from commondesk.plumbing.wall_clock import wall_time
from commondesk.schedule.timetable import MIDNIGHT, WallHours

Week = Mapping[int, Sequence[WallHours]]


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


def _into_the_next(week: Week, day: int) -> str:
    """Where one touches the other they are one opening, and well so."""
    next_day = (day + 1) % 7
    late = next((each for each in week[day] if _is_past_midnight(each)), None)
    early = min(week.get(next_day, ()), default=None)
    if late is None or early is None or late[1] <= early[0]:
        return ""
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
