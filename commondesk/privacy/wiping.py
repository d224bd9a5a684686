"""After an erasure nothing of it stays readable in the files of the database, either.

SQLite alone needs us for that: rows are overwritten as they change (`secure_delete`), but the index of words
and the write-ahead log keep older states for a while. PostgreSQL vacuums by itself. See docs/privacy.md.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import Any, Final

from django.db import connection

from commondesk.outbox.timer import Timer, set_timer
from commondesk.plumbing import clock
from commondesk.plumbing.search import wiping

BEGIN: Final = "wipe"
GO_ON: Final = "wipe on"
# The whole index is written anew: once for all that is erased meanwhile.
PAUSE: Final = dt.timedelta(minutes=5)
AT_ONCE: Final = 0.2  # seconds of each, in which other timers wait
_CUT: Final = "PRAGMA wal_checkpoint(TRUNCATE)"


def wipe_soon() -> None:
    """Let what is removed in this transaction leave the files within minutes after it."""
    if _is_not_ours():
        return
    # One that runs already may have begun before this removal.
    if not Timer.objects.filter(key=BEGIN, leased_until=None).exists():
        set_timer(BEGIN, BEGIN, clock.now() + PAUSE)


def begin(_data: dict[str, Any]) -> None:
    """The timer's verb. What is under way comes to its end first, or else there might never be one."""
    if _is_not_ours():
        return
    if Timer.objects.filter(key=GO_ON).exists():
        set_timer(BEGIN, BEGIN, clock.now() + PAUSE)
        return
    wiping.begin()
    set_timer(GO_ON, GO_ON, clock.now())


def go_on(_data: dict[str, Any]) -> None:
    """As far as a moment lets it; then again, until the log is cut, too."""
    if _is_not_ours():
        return
    ends = time.monotonic() + AT_ONCE
    is_more = True
    while is_more and time.monotonic() < ends:
        is_more = wiping.go_on()
    if is_more or not _cut_the_log():
        set_timer(GO_ON, GO_ON, clock.now())


def _is_not_ours() -> bool:
    """PostgreSQL needs no timer, also none that a desk has brought along from SQLite."""
    return connection.vendor != "sqlite"


def _cut_the_log() -> bool:
    """False: somebody who reads stood in the way."""
    with connection.cursor() as cursor:
        # Whoever writes waits for this, and this for whoever reads: not for long.
        cursor.execute("PRAGMA busy_timeout")
        (patience,) = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout = 100")
        try:
            cursor.execute(_CUT)
            (is_busy, *_pages) = cursor.fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
    return not is_busy
