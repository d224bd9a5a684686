"""The usual week as a form: for each day a few pairs of times, empty ones for what is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from commondesk.plumbing.refusal import Invalid
from commondesk.schedule.overlap import Week
from commondesk.schedule.timetable import WallHours

MOST_A_DAY: Final = 6
SHOWN_A_DAY: Final = 2
Pair = tuple[str, str]


@dataclass(slots=True)
class DayField:
    """One weekday: `pairs` as typed, what they mean, and what is wrong with them."""

    number: int
    pairs: list[Pair]
    error: str = ""
    hours: list[WallHours] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(WEEKDAYS[self.number])

    @property
    def rows(self) -> list[tuple[int, str, str]]:
        """`(number, opens, closes)`: what there is and one empty row more, two at least."""
        filled = [pair for pair in self.pairs if any(pair)]
        wanted = min(max(len(filled) + 1, SHOWN_A_DAY), MOST_A_DAY)
        padded = [*filled, *[("", "")] * (wanted - len(filled))]
        return [(number, *pair) for number, pair in enumerate(padded)]


class WeekForm:
    """Seven days; `is_valid` reads what was typed into `week`."""

    def __init__(self, days: Sequence[DayField]) -> None:
        self.days = days

    @classmethod
    def of(cls, week: Week) -> WeekForm:
        return cls([DayField(day, [_typed(hours) for hours in week.get(day, ())]) for day in range(7)])

    @classmethod
    def posted(cls, data: QueryDict) -> WeekForm:
        return cls([DayField(day, _pairs(data, day)) for day in range(7)])

    @property
    def week(self) -> dict[int, list[WallHours]]:
        return {day.number: day.hours for day in self.days}

    def is_valid(self) -> bool:
        for day in self.days:
            try:
                day.hours = [_meant(pair) for pair in day.pairs if any(pair)]
            except ValueError:
                day.error = _("Give both times of each line, such as 9:00 and 17:00.")
        return not self.has_errors

    @property
    def has_errors(self) -> bool:
        return any(day.error for day in self.days)

    def refuse(self, refusal: Invalid) -> None:
        """Say it where it belongs."""
        for error in refusal.extra["errors"]:
            self.days[error["field"]].error = error["sentence"]


def as_posted(week: Week) -> list[list[str]]:
    """The week as a browser would post it."""
    named = {
        (day, number, name): text
        for day, hours in week.items()
        for number, each in enumerate(hours)
        for name, text in zip(("opens", "closes"), _typed(each), strict=True)
    }
    return [[_name(*key), text] for key, text in named.items()]


def _pairs(data: Mapping[str, object], day: int) -> list[Pair]:
    return [
        (str(data.get(_name(day, number, "opens")) or ""), str(data.get(_name(day, number, "closes")) or ""))
        for number in range(MOST_A_DAY)
    ]


def _name(day: int, number: int, which: str) -> str:
    return f"day-{day}-{number}-{which}"


def _typed(hours: WallHours) -> Pair:
    return f"{hours[0]:%H:%M}", f"{hours[1]:%H:%M}"


def _meant(pair: Pair) -> WallHours:
    """Raises ValueError for what is no time of day."""
    opens, closes = (dt.datetime.strptime(text.strip(), "%H:%M").time() for text in pair)  # noqa: DTZ007
    return opens, closes
