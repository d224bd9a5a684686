"""One server a data directory: with SQLite, a second one would not hear what the first one commits."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

LOCK_NAME: Final = "serving.lock"


class DataDirectoryInUse(Exception):
    """Another process serves this data directory; the message says which and what to do."""


@contextmanager
def data_dir_lock(path: Path) -> Iterator[None]:
    """Hold the data directory `path` for this process, or raise `DataDirectoryInUse` at once.

    The system gives the lock back however the process ends, kill -9 included, so there is never a stale one.
    """
    path.mkdir(parents=True, exist_ok=True)
    file = os.open(path / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock_or_refuse(file, path)
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(file)


def _lock_or_refuse(file: int, path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        process = os.pread(file, 20, 0).decode("ascii", "replace").strip() or "?"
        raise DataDirectoryInUse(
            _(
                "Commondesk is already running on {path} (process {process}). Stop that one first, or set "
                "COMMONDESK_DATABASE_URL to a PostgreSQL database to run several beside each other."
            ).format(path=path, process=process)
        ) from None
