"""Whether a place is open now, and its hours of this week, as one reads them at a glance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commondesk.plumbing import clock
from commondesk.schedule import coverage
from commondesk.schedule.timetable import Day
from commondesk.web.times import clock_hour, day_of, next_time, short_time, span


@dataclass(frozen=True, slots=True)
class HoursNow:
    """`sentence` says how it stands now, `today` fills {hours}, `week` is `(day, hours)` from today on."""

    is_open: bool
    sentence: str
    today: str
    week: list[tuple[str, str]]
    local_time: str


def hours_now(place: coverage.Place) -> HoursNow:
    """On the place's own wall clock, exceptions applied."""
    now, zone = clock.now(), ZoneInfo(place.time_zone)
    hours = coverage.of([place])[0]
    week = [(_day_name(day, zone), _intervals(day, zone)) for day in hours.week(now)]
    is_open = hours.is_open(now)
    return HoursNow(is_open, _sentence(hours, now, zone), week[0][1], week, short_time(now, zone))


def hours_of_days(place: coverage.Place, days: int) -> list[tuple[str, str]]:
    """`(day, hours)` from today on, exceptions applied."""
    zone = ZoneInfo(place.time_zone)
    found = coverage.of([place])[0].week(clock.now(), days)
    return [(_day_name(day, zone), _intervals(day, zone)) for day in found]


def _sentence(hours: coverage.Coverage, now: dt.datetime, zone: ZoneInfo) -> str:
    if hours.is_open(now):
        closes = hours.closes_at(now)
        return _open_until(closes, zone) if closes else _("Open")
    opens = hours.next_opening(now)
    if opens is None:
        return _("No opening hours are known")
    return _("Closed. Opens %(time)s") % {"time": next_time(opens, now, zone)}


def _open_until(closes: dt.datetime, zone: ZoneInfo) -> str:
    words = ngettext("Open until %(time)s", "Open until %(time)s", clock_hour(closes, zone))
    return words % {"time": short_time(closes, zone)}


def _intervals(day: Day, zone: ZoneInfo) -> str:
    if day.is_whole:
        return _("all day")
    if day.intervals:
        return ", ".join(span(opens, closes, zone) for opens, closes in day.intervals)
    closed = pgettext("hours", "closed")
    return f"{closed} ({day.reason})" if day.reason else closed


def _day_name(day: Day, zone: ZoneInfo) -> str:
    return day_of(dt.datetime.combine(day.date, dt.time(12), zone), zone)
