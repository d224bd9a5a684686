"""Setting when a library or a queue is open: the usual week, seasons in it, and days that differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from commondesk.consortium import audit
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.queue import Queue
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Invalid, NotVisible
from commondesk.schedule.closure import Closure
from commondesk.schedule.coverage import Place
from commondesk.schedule.opening_hours import OpeningHours
from commondesk.schedule.overlap import Collision, Week, collisions, on_a_day, overlaps
from commondesk.schedule.timetable import ONE_DAY, Timetable, WallHours

ALL_YEAR = Q(first_day=None, last_day=None)


def usual_week(place: Place) -> dict[int, list[WallHours]]:
    """The hours of an ordinary week by weekday (Monday is 0), without seasons; closed days are not in it."""
    week: dict[int, list[WallHours]] = {}
    for row in place.opening_hours.filter(ALL_YEAR):
        week.setdefault(row.weekday, []).append((row.opens, row.closes))
    return week


def set_week(place: Place, by: Librarian, week: Week) -> bool:
    """These are the hours of an ordinary week from now on; seasons and closures stay. Whether any changed.

    Raises `Invalid` with an error for each weekday (its number as `field`) whose hours overlap, or go on into
    those of the next day, also where a season or a day that differs makes them meet.
    """
    if errors := list(overlaps(week)):
        raise Invalid(errors=errors)
    wanted = {day: sorted(hours) for day, hours in week.items() if hours}
    with transaction.atomic():
        before = usual_week(place)
        if before == wanted:
            return False
        with _meeting_no_next_day(place, field=None):
            place.opening_hours.filter(ALL_YEAR).delete()
            OpeningHours.objects.bulk_create(
                OpeningHours(**_of(place), weekday=day, opens=opens, closes=closes)
                for day, hours in wanted.items()
                for opens, closes in hours
            )
        audit.record(by, "hours.week", place, {"was": _told(before), "is": _told(wanted)})
    return True


def add_season(place: Place, by: Librarian, season: OpeningHours) -> OpeningHours:
    """More hours of one weekday, from `first_day` to `last_day`, beside the usual ones.

    Raises `Invalid` (field `closes`) where with it an opening goes on past midnight into one of the next day.
    """
    for name, value in _of(place).items():
        setattr(season, name, value)
    with transaction.atomic(), _meeting_no_next_day(place, season):
        season.save()
        audit.record(by, "hours.season-add", place, _season_told(season))
    return season


def remove_season(place: Place, by: Librarian, season_id: int) -> OpeningHours:
    """The season is over for good. Raises NotVisible where this place has none of that number."""
    with transaction.atomic():
        season = place.opening_hours.exclude(ALL_YEAR).filter(pk=season_id).first()
        if season is None:
            raise NotVisible
        audit.record(by, "hours.season-remove", place, _season_told(season))
        season.delete()
    return season


def add_closure(place: Place, by: Librarian, closure: Closure) -> Closure:
    """Days on which it is closed, or open at other hours. Raises as `add_season` does."""
    for name, value in _of(place).items():
        setattr(closure, name, value)
    with transaction.atomic(), _meeting_no_next_day(place, closure):
        closure.save()
        audit.record(by, "closure.add", place, _closure_told(closure))
    return closure


def remove_closure(place: Place, by: Librarian, closure_id: int) -> Closure:
    """The days are ordinary ones again. Raises NotVisible where this place has no closure of that number."""
    with transaction.atomic():
        closure = place.closures.filter(pk=closure_id).first()
        if closure is None:
            raise NotVisible
        audit.record(by, "closure.remove", place, _closure_told(closure))
        closure.delete()
    return closure


@contextmanager
def _meeting_no_next_day(
    place: Place, row: OpeningHours | Closure | None = None, field: str | None = "closes"
) -> Iterator[None]:
    """What is written within may make no opening go on into one of the next day; what did before may stay.

    Without a field the weekday is the field.
    """
    days = _days_of([row] if row else [*place.opening_hours.exclude(ALL_YEAR), *place.closures.all()])
    before = _collisions(place, days)
    yield
    if new := sorted(_collisions(place, days) - before):
        raise Invalid(
            errors=[{"field": field or each[0].weekday(), "sentence": on_a_day(each)} for each in new[:1]]
        )


def _collisions(place: Place, days: set[dt.date]) -> set[Collision]:
    hours, closures = list(place.opening_hours.all()), list(place.closures.all())
    return set(collisions(Timetable(ZoneInfo(place.time_zone), hours, closures), sorted(days)))


def _days_of(rows: list[OpeningHours | Closure]) -> set[dt.date]:
    """From today on, with the evening before the first and the last, whose night ends behind it."""
    today = clock.now().date() - ONE_DAY
    return {
        row.first_day - ONE_DAY + ONE_DAY * number
        for row in rows
        if row.first_day and row.last_day
        for number in range((row.last_day - row.first_day).days + 2)
        if row.first_day + ONE_DAY * number >= today
    }


def _of(place: Place) -> dict[str, Place]:
    return {"queue" if isinstance(place, Queue) else "library": place}


def _told(week: Week) -> dict[str, list[str]]:
    return {str(day): [_span(*each) for each in hours] for day, hours in week.items()}


def _span(opens: dt.time, closes: dt.time) -> str:
    return f"{opens:%H:%M}-{closes:%H:%M}"


def _closure_told(closure: Closure) -> dict[str, Any]:
    hours = _span(closure.opens, closure.closes) if closure.opens and closure.closes else ""
    return {"days": [str(closure.first_day), str(closure.last_day)], "hours": hours, "reason": closure.reason}


def _season_told(season: OpeningHours) -> dict[str, Any]:
    days = [season.first_day and str(season.first_day), season.last_day and str(season.last_day)]
    return {"weekday": season.weekday, "hours": _span(season.opens, season.closes), "days": days}
