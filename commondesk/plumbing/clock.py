"""The only source of time. Everything else asks `now()`, so that all processes agree, and tests can move it.

A process that was told the database's time goes on from there by the clock that never jumps: what this
machine's own clock is set to, and when, changes nothing.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Lock


class _Shift:
    """How far this process's clock was moved; zero outside tests."""

    lock = Lock()
    by = timedelta(0)


class _Agreed:
    """The time that was told, and this machine's steady clock then; None: nobody has told any."""

    told: tuple[datetime, float] | None = None


def now() -> datetime:
    """The present moment, aware, in UTC."""
    told = _Agreed.told
    here = datetime.now(UTC) if told is None else told[0] + timedelta(seconds=time.monotonic() - told[1])
    return here + _Shift.by


def agree(moment: datetime, steady: float) -> None:
    """It was this moment, in UTC, when `time.monotonic` said `steady`."""
    _Agreed.told = (moment, steady)


def move(by: timedelta) -> None:
    """Shift the clock of this whole process; negative moves it back. Adds to earlier moves."""
    with _Shift.lock:
        _Shift.by += by


def reset() -> None:
    """Let the clock show this machine's time again."""
    with _Shift.lock:
        _Shift.by = timedelta(0)
    _Agreed.told = None


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Shift the clock inside a `with`, and shift it back by as much afterwards."""
    move(by)
    try:
        yield
    finally:
        move(-by)
