"""Days as people write them in a query, and the moments at which they begin and end in a zone."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final
from zoneinfo import ZoneInfo

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.librarian import Librarian

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS: Final = range(1990, 2200)


def read_day(text: str) -> dt.date | None:
    """`2026-03-08`; None for what is no day, or none on which anybody asked."""
    if not _DAY.fullmatch(text):
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def day_begins(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """In UTC; where the clocks jump over midnight, the first moment after the jump."""
    return dt.datetime.combine(day, dt.time.min, zone).astimezone(dt.UTC)


def day_ends(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The moment at which the next day begins: a day has 23 or 25 hours when the clocks change."""
    return day_begins(day + dt.timedelta(days=1), zone)


def zone_of(librarian: Librarian) -> ZoneInfo:
    """Days and times are meant and shown as at one's own library."""
    library = librarian.home_library
    return ZoneInfo(library.time_zone if library else the_consortium().time_zone)
