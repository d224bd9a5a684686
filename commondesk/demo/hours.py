"""The demo's opening hours, holidays and seasons, each on its own wall clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.schedule.closure import Closure
from commondesk.schedule.opening_hours import OpeningHours

Place = Queue | Library
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# Shared queues have hours of their own; a library's queue follows the one it rolls on to.
QUEUES: Final = {
    "statewide": "Sun-Thu 10:00-00:00, Fri-Sat 10:00-17:00",
    "academic": "Mon-Thu 08:00-22:00, Fri-Fri 08:00-17:00, Sun-Sun 13:00-22:00",
    "espanol": "Mon-Fri 10:00-19:00, Sat-Sat 10:00-14:00",
    "practice": "Mon-Fri 09:00-17:00",
}
LIBRARIES: Final = {
    "ames": "Mon-Thu 09:00-20:00, Fri-Sat 09:00-18:00, Sun-Sun 13:00-17:00",
    "birch": "Mon-Thu 09:00-19:00, Fri-Fri 09:00-17:00, Sat-Sat 09:00-13:00",
    "coral": "Mon-Thu 07:30-23:00, Fri-Fri 07:30-17:00, Sat-Sat 10:00-16:00, Sun-Sun 12:00-01:00",
    "eastlake": "Mon-Fri 07:45-15:30",
    "fairhaven": "Mon-Thu 09:00-20:00, Fri-Sat 10:00-17:00",
    "marsh-road": "Mon-Fri 10:00-18:00",
    "old-harbor": "Tue-Fri 10:00-13:00, Tue-Fri 14:00-18:00, Sat-Sat 10:00-14:00",
    "pinewood": "Mon-Thu 11:00-19:00",
    "grove": "Mon-Thu 10:00-19:00, Fri-Sat 10:00-16:00",
    "gulf-pines": "Mon-Thu 00:00-00:00, Fri-Fri 00:00-20:00, Sat-Sat 10:00-20:00, Sun-Sun 12:00-00:00",
    "heron": "Mon-Mon 13:00-17:00, Wed-Wed 13:00-18:00, Fri-Fri 13:00-17:00",
    "isla": "Mon-Fri 09:00-20:00, Sat-Sat 09:00-17:00, Sun-Sun 13:00-17:00",
    "kestrel": "Mon-Thu 08:00-21:00, Fri-Fri 08:00-15:00",
}
# What repeats every year: month, day, reason; with hours where it is not closed.
HOLIDAYS: Final = (
    (1, 1, "New Year's Day", ""),
    (6, 19, "Juneteenth", ""),
    (7, 4, "Independence Day", ""),
    (11, 11, "Veterans Day", ""),
    (11, 0, "Thanksgiving", ""),  # its fourth Thursday
    (12, 24, "Christmas Eve", "10:00-14:00"),
    (12, 25, "Christmas Day", ""),
    (12, 31, "New Year's Eve", "10:00-16:00"),
)


def make(today: dt.date) -> None:
    """Rows for every place, and the holidays of the coming year."""
    queues, libraries = Queue.objects.in_bulk(field_name="slug"), Library.objects.in_bulk(field_name="slug")
    weekly = [row for slug, text in QUEUES.items() for row in rows(queues[slug], text)]
    weekly += [row for slug, text in LIBRARIES.items() for row in rows(libraries[slug], text)]
    weekly += _summer_evenings(libraries["ames"], today.year)
    OpeningHours.objects.bulk_create(weekly)
    closing: list[Place] = [queues["statewide"], queues["academic"], queues["espanol"], *libraries.values()]
    Closure.objects.bulk_create(closure for place in closing for closure in _holidays(place, today))
    staff_day = today + dt.timedelta(days=(4 - today.weekday()) % 7 + 14)
    Closure.objects.create(
        library=libraries["ames"], first_day=staff_day, last_day=staff_day, reason="Staff day"
    )


def rows(place: Place, text: str) -> Iterator[OpeningHours]:
    """`Sun-Thu 10:00-00:00, ...` as rows."""
    for part in text.split(", "):
        days, times = part.split(" ")
        first, last = (DAYS.index(day) for day in days.split("-"))
        opens, closes = _times(times)
        for step in range((last - first) % 7 + 1):
            yield OpeningHours(**_of(place), weekday=(first + step) % 7, opens=opens, closes=closes)


def _summer_evenings(library: Library, year: int) -> list[OpeningHours]:
    """A season: two late evenings from June to August."""
    opens, closes = _times("20:00-21:30")
    season = {"first_day": dt.date(year, 6, 1), "last_day": dt.date(year, 8, 31)}
    return [OpeningHours(**_of(library), weekday=day, opens=opens, closes=closes, **season) for day in (1, 3)]


def _holidays(place: Place, today: dt.date) -> Iterator[Closure]:
    for month, day, reason, hours in HOLIDAYS:
        date = _date(today.year, month, day)
        date = date if date >= today else _date(today.year + 1, month, day)
        opens, closes = _times(hours) if hours else (None, None)
        yield Closure(**_of(place), first_day=date, last_day=date, reason=reason, opens=opens, closes=closes)


def _date(year: int, month: int, day: int) -> dt.date:
    """That day, or for 0 the fourth Thursday of the month."""
    if day:
        return dt.date(year, month, day)
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(3 - first.weekday()) % 7 + 21)


def _of(place: Place) -> dict[str, Place]:
    return {"queue" if isinstance(place, Queue) else "library": place}


def _times(text: str) -> tuple[dt.time, dt.time]:
    opens, closes = text.split("-")
    return dt.time.fromisoformat(opens), dt.time.fromisoformat(closes)
