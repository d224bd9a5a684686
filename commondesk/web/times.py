"""Times in the reader's language and a library's zone; js/pure/times.js writes the same words."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from commondesk.plumbing.wall_clock import PLAIN_TIME, TIME, of_language

# What browsers write for {month: "long", day: "numeric"} and so on, in each language we speak.
_DATE: Final = {"en": "F j, Y", "es": r"j \d\e F \d\e Y"}
_DAY: Final = {"en": "l, F j", "es": r"l, j \d\e F"}
# Every other language: neither Django nor a browser need know it, for its days and months are words of ours.
_PLAIN_DATE: Final = "j F Y"
_PLAIN_DAY: Final = "l j F"
_MONTHS: Final = (
    gettext_noop("January"), gettext_noop("February"), gettext_noop("March"), gettext_noop("April"),
    gettext_noop("May"), gettext_noop("June"), gettext_noop("July"), gettext_noop("August"),
    gettext_noop("September"), gettext_noop("October"), gettext_noop("November"), gettext_noop("December"),
)  # fmt: skip
_DAYS: Final = (
    gettext_noop("Monday"), gettext_noop("Tuesday"), gettext_noop("Wednesday"), gettext_noop("Thursday"),
    gettext_noop("Friday"), gettext_noop("Saturday"), gettext_noop("Sunday"),
)  # fmt: skip


def short_time(at: dt.datetime, zone: ZoneInfo) -> str:
    """`9:05 AM`"""
    return date_format(at.astimezone(zone), of_language(TIME, PLAIN_TIME))


def date_of(at: dt.datetime, zone: ZoneInfo) -> str:
    """`March 1, 2026`"""
    return date_format(at.astimezone(zone), of_language(_DATE, _PLAIN_DATE))


def exact_time(at: dt.datetime, zone: ZoneInfo) -> str:
    """`March 1, 2026, 9:05 AM`"""
    return f"{date_of(at, zone)}, {short_time(at, zone)}"


def date_in_words(day: dt.date) -> str:
    """`March 1, 2026`"""
    return date_format(day, of_language(_DATE, _PLAIN_DATE))


def span(opens: dt.datetime, closes: dt.datetime, zone: ZoneInfo) -> str:
    """`9:00 AM - 5:00 PM`, which breaks before or after its dash only."""
    times = (short_time(at, zone).replace(" ", "\N{NO-BREAK SPACE}") for at in (opens, closes))
    return " \N{EN DASH} ".join(times)


def day_of(at: dt.datetime, zone: ZoneInfo) -> str:
    """`Sunday, March 1`"""
    return date_format(at.astimezone(zone), of_language(_DAY, _PLAIN_DAY))


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


def names_to_bring() -> dict[str, str] | None:
    """Days and months by their English names, for scripts: where browsers may not know the language."""
    return None if get_language() in _DATE else {name: gettext(name) for name in (*_DAYS, *_MONTHS)}


def clock_hour(at: dt.datetime, zone: ZoneInfo) -> int:
    """The hour by which the words around a time are inflected: Spanish says `a la 1:00` and `a las 2:00`."""
    return at.astimezone(zone).hour % 12
