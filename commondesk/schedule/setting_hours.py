"""Setting when a library or a queue is open: the usual week, seasons in it, and days that differ."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from commondesk.consortium import audit
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.queue import Queue
from commondesk.plumbing.refusal import Invalid, NotVisible
from commondesk.schedule.closure import Closure
from commondesk.schedule.coverage import Place
from commondesk.schedule.opening_hours import OpeningHours
from commondesk.schedule.overlap import Week, overlaps
from commondesk.schedule.timetable import WallHours

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
    those of the next day.
    """
    if errors := list(overlaps(week)):
        raise Invalid(errors=errors)
    wanted = {day: sorted(hours) for day, hours in week.items() if hours}
    with transaction.atomic():
        before = usual_week(place)
        if before == wanted:
            return False
        place.opening_hours.filter(ALL_YEAR).delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(**_of(place), weekday=day, opens=opens, closes=closes)
            for day, hours in wanted.items()
            for opens, closes in hours
        )
        audit.record(by, "hours.week", place, {"was": _told(before), "is": _told(wanted)})
    return True


def add_season(place: Place, by: Librarian, season: OpeningHours) -> OpeningHours:
    """More hours of one weekday, from `first_day` to `last_day`, beside the usual ones."""
    for name, value in _of(place).items():
        setattr(season, name, value)
    with transaction.atomic():
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
    """Days on which it is closed, or open at other hours."""
    for name, value in _of(place).items():
        setattr(closure, name, value)
    with transaction.atomic():
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
