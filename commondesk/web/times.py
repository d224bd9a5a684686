"""Times in the reader's language and a library's zone; js/pure/times.js writes the same words."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

# What browsers write for {hour: "numeric", minute: "2-digit"} and so on, in each language we speak.
_TIME: Final = {"en": "g:i A", "es": "H:i"}
_DATE: Final = {"en": "F j, Y", "es": r"j \d\e F \d\e Y"}
_DAY: Final = {"en": "l, F j", "es": r"l, j \d\e F"}


def short_time(at: dt.datetime, zone: ZoneInfo) -> str:
    """`9:05 AM`"""
    return date_format(at.astimezone(zone), _of_language(_TIME))


def exact_time(at: dt.datetime, zone: ZoneInfo) -> str:
    """`March 1, 2026, 9:05 AM`"""
    return f"{date_format(at.astimezone(zone), _of_language(_DATE))}, {short_time(at, zone)}"


def day_of(at: dt.datetime, zone: ZoneInfo) -> str:
    """`Sunday, March 1`"""
    return date_format(at.astimezone(zone), _of_language(_DAY))


def next_time(at: dt.datetime, now: dt.datetime, zone: ZoneInfo) -> str:
    """When something to come will be, as one says it: `today at 1:00 PM`, `tomorrow at 9:00 AM` ..."""
    days = (at.astimezone(zone).date() - now.astimezone(zone).date()).days
    time = short_time(at, zone)
    if days == 0:
        return _("today at %(time)s") % {"time": time}
    if days == 1:
        return _("tomorrow at %(time)s") % {"time": time}
    return _("%(day)s at %(time)s") % {"day": day_of(at, zone), "time": time}


def _of_language(formats: dict[str, str]) -> str:
    return formats.get(get_language() or "en", formats["en"])
