"""The only source of time. Everything else asks `now()`, so that tests can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Lock


class _Shift:
    """How far this process's clock was moved; zero outside tests."""

    lock = Lock()
    by = timedelta(0)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _Shift.by


def move(by: timedelta) -> None:
    """Shift the clock of this whole process; negative moves it back. Adds to earlier moves."""
    with _Shift.lock:
        _Shift.by += by


def reset() -> None:
    """Let the clock show the true time again."""
    with _Shift.lock:
        _Shift.by = timedelta(0)


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Shift the clock inside a `with`, and shift it back by as much afterwards."""
    move(by)
    try:
        yield
    finally:
        move(-by)
