"""How far a table has come, said now and then to whoever waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from commondesk.moving.table import Row

Say = Callable[[str], None]
SAY_EVERY: Final = 5.0  # seconds
_LOOK_EVERY: Final = 1_000  # rows


class Progress:
    """Of `total` rows of a table, of which `done` have been passed before."""

    def __init__(self, name: str, total: int, say: Say, done: int = 0) -> None:
        self._name, self._total, self._say = name, total, say
        self._done, self._said = done, time.monotonic()

    def over(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, counted as they pass."""
        for row in rows:
            self._done += 1
            if not self._done % _LOOK_EVERY and time.monotonic() - self._said > SAY_EVERY:
                self._said = time.monotonic()
                self._say(f"   {self._name}: {self._done:,} of {self._total:,} rows")
            yield row
