"""How long to wait before trying again."""

from __future__ import annotations

import datetime as dt
from typing import Final

FIRST: Final = dt.timedelta(seconds=30)
LONGEST: Final = dt.timedelta(hours=2)
_MOST_DOUBLINGS: Final = 20


def backoff(tries: int) -> dt.timedelta:
    """30 s after the first try, then twice as long each time, at most two hours."""
    doublings = min(max(tries, 1) - 1, _MOST_DOUBLINGS)
    return min(LONGEST, FIRST * (1 << doublings))
