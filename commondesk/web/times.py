"""Times in the reader's language and a library's zone; js/pure/times.js writes the same words."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import ngettext

from commondesk.plumbing.wall_clock import TIME, of_language

# What browsers write for {month: "long", day: "numeric"} and so on, in each language we speak.
_DATE: Final = {"en": "F j, Y", "es": r"j \d\e F \d\e Y"}
_DAY: Final = {"en": "l, F j", "es": r"l, j \d\e F"}


def short_time(at: dt.datetime, zone: ZoneInfo) -> str:
    """`9:05 AM`"""
    return date_format(at.astimezone(zone), of_language(TIME))


def date_of(at: dt.datetime, zone: ZoneInfo) -> str:
    """`March 1, 2026`"""
    return date_format(at.astimezone(zone), of_language(_DATE))


def exact_time(at: dt.datetime, zone: ZoneInfo) -> str:
    """`March 1, 2026, 9:05 AM`"""
    return f"{date_of(at, zone)}, {short_time(at, zone)}"


def date_in_words(day: dt.date) -> str:
    """`March 1, 2026`"""
    return date_format(day, of_language(_DATE))


def span(opens: dt.datetime, closes: dt.datetime, zone: ZoneInfo) -> str:
    """`9:00 AM - 5:00 PM`, which breaks before or after its dash only."""
    times = (short_time(at, zone).replace(" ", "\N{NO-BREAK SPACE}") for at in (opens, closes))
    return " \N{EN DASH} ".join(times)


def day_of(at: dt.datetime, zone: ZoneInfo) -> str:
    """`Sunday, March 1`"""
    return date_format(at.astimezone(zone), of_language(_DAY))


def next_time(at: dt.datetime, now: dt.datetime, zone: ZoneInfo) -> str:
    """When something to come will be, as one says it: `today at 1:00 PM`, `tomorrow at 9:00 AM` ..."""
    days = (at.astimezone(zone).date() - now.astimezone(zone).date()).days
    hour, time = clock_hour(at, zone), short_time(at, zone)
    if days == 0:
        return ngettext("today at %(time)s", "today at %(time)s", hour) % {"time": time}
    if days == 1:
        return ngettext("tomorrow at %(time)s", "tomorrow at %(time)s", hour) % {"time": time}
    words = ngettext("%(day)s at %(time)s", "%(day)s at %(time)s", hour)
    return words % {"day": day_of(at, zone), "time": time}


def clock_hour(at: dt.datetime, zone: ZoneInfo) -> int:
    """The hour by which the words around a time are inflected: Spanish says `a la 1:00` and `a las 2:00`."""
    return at.astimezone(zone).hour % 12
