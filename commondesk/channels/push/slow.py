"""Push services that have fallen silent: one thread alone waits for each, so that others tell the rest."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

MOST: Final = 200  # anybody may name a service; of more we begin anew


class SlowServices:
    """Which did not answer when last spoken to, and which are spoken to at this moment; for all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._silent: set[str] = set()
        self._spoken_to: Counter[str] = Counter()

    @contextmanager
    def speaking_to(self, service: str) -> Iterator[bool]:
        """False where another thread waits for a silent one already: try it later."""
        with self._lock:
            is_free = service not in self._silent or not self._spoken_to[service]
            self._spoken_to[service] += is_free
        try:
            yield is_free
        finally:
            with self._lock:
                self._spoken_to[service] -= is_free
                self._spoken_to += Counter()  # without those at nought

    def answered(self, service: str) -> None:
        with self._lock:
            self._silent.discard(service)

    def was_silent(self, service: str) -> None:
        with self._lock:
            if len(self._silent) >= MOST:
                self._silent.clear()
            self._silent.add(service)
