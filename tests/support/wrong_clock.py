"""A machine's clock that is wrong: libfaketime tells a process another time, which a test may let jump."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PLACES: Final = ("/usr/lib/*/faketime/libfaketime.so.1", "/usr/lib64/faketime/libfaketime.so.1")
NOT_THERE: Final = "libfaketime was not found. On Debian: apt-get install libfaketime."


class WrongClock:
    """The clock of all processes that are started with this environment; right at first."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.is_off_by(0)
        self.environment = {
            "LD_PRELOAD": _library(),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # as a machine whose clock is set anew
        }

    def is_off_by(self, seconds: int) -> None:
        """From now on, within a second."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}\n")
        fresh.replace(self._file)


def _library() -> str:
    for place in PLACES:
        if found := sorted(Path("/").glob(place.removeprefix("/"))):
            return str(found[0])
    raise RuntimeError(NOT_THERE)
