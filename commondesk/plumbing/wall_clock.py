"""A time of day in the reader's language, as a clock on the wall shows it; js/pure/times.js writes it too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.utils.formats import time_format
from django.utils.translation import get_language

# What browsers write for {hour: "numeric", minute: "2-digit"} in each language we speak, as the United
# States write it.
TIME: Final = {"en": "g:i A", "es": "g:i a"}


def wall_time(time: dt.time) -> str:
    """`9:05 AM`"""
    return time_format(time, of_language(TIME))


def of_language(formats: Mapping[str, str]) -> str:
    """The one of the reader's language, else the English one."""
    return formats.get(get_language() or "en", formats["en"])
