"""A time of day in the reader's language, as a clock on the wall shows it; js/pure/times.js writes it too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.utils.formats import time_format
from django.utils.translation import get_language

# What browsers write for {hour: "numeric", minute: "2-digit"} in each language we speak, as the United
# States write it.
TIME: Final = {"es": "g:i a"}
PLAIN_TIME: Final = "g:i A"  # and in every other


def wall_time(time: dt.time) -> str:
    """`9:05 AM`"""
    return time_format(time, of_language(TIME, PLAIN_TIME))


def of_language(formats: Mapping[str, str], plain: str) -> str:
    """The one of the reader's language, else the plain one."""
    return formats.get(get_language() or "en", plain)
