"""A month on the wall clock of a consortium."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
YEARS: Final = range(1990, 2200)
MOST_MONTHS: Final = 120

Span = tuple[dt.datetime, dt.datetime]  # from the first moment on, before the second


@dataclass(frozen=True, slots=True)
class Month:
    """Begins and ends at the zone's midnight, whatever its clocks did in between."""

    year: int
    month: int
    zone: ZoneInfo

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @property
    def begins(self) -> dt.datetime:
        return dt.datetime.combine(self.first_day, dt.time.min, self.zone).astimezone(dt.UTC)

    @property
    def ends(self) -> dt.datetime:
        """The moment at which the next month begins."""
        return self.following.begins

    @property
    def span(self) -> Span:
        return self.begins, self.ends

    @property
    def following(self) -> Month:
        return self._of(self.first_day + dt.timedelta(days=31))

    @property
    def previous(self) -> Month:
        return self._of(self.first_day - dt.timedelta(days=1))

    def _of(self, day: dt.date) -> Month:
        return Month(day.year, day.month, self.zone)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def read_month(text: str, zone: ZoneInfo) -> Month | None:
    """`2026-03`; None for what is no month, or none in which anybody asked."""
    found = _MONTH.fullmatch(text)
    if found is None or int(found[1]) not in YEARS:
        return None
    return Month(int(found[1]), int(found[2]), zone)


def months(first: Month, last: Month) -> list[Month]:
    """From the first through the last, at most MOST_MONTHS; the first at least."""
    found = [first]
    while found[-1].first_day < last.first_day and len(found) < MOST_MONTHS:
        found.append(found[-1].following)
    return found


def month_of(moment: dt.datetime, zone: ZoneInfo) -> Month:
    day = moment.astimezone(zone).date()
    return Month(day.year, day.month, zone)
