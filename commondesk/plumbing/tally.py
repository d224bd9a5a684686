"""What a process has counted since it began: plain numbers, made into figures only when somebody looks.

Workers that were forked from one server share theirs by small files, so that whichever of them is asked can
tell of all.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from commondesk.plumbing import clock

BATCH_SIZES: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256)
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)
KEEP_EVERY: Final = 1.0

Pair = tuple[str, str]


class Histogram:
    """How many values were at most as large as each bound, and their sum. For one thread to write."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)  # the last one: larger than all
        self.sum = 0.0

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value


class Tally:
    """Requests by route and status, troubles (lines of the log) by level and kind, and what the line did."""

    def __init__(self) -> None:
        self.accepted = 0
        self.batch_sizes = Histogram(BATCH_SIZES)
        self.commit_seconds = Histogram(SECONDS)
        self.jobs: dict[str, float] = {}  # when each was last done, seconds since 1970
        self._requests: Counter[Pair] = Counter()
        self._troubles: Counter[Pair] = Counter()
        self._lock = threading.Lock()
        self._file: Path | None = None

    def committed(self, size: int, new: int, seconds: float) -> None:
        """One transaction of the writer: its posts, the new messages among them, how long it took."""
        self.accepted += new
        self.batch_sizes.add(size)
        self.commit_seconds.add(seconds)

    def request(self, route: str, status: int) -> None:
        with self._lock:
            self._requests[route, str(status)] += 1

    def trouble(self, level: str, kind: str) -> None:
        with self._lock:
            self._troubles[level, kind] += 1

    def job_done(self, name: str) -> None:
        self.jobs[name] = clock.now().timestamp()

    def share(self, folder: Path) -> None:
        """Called in each worker after the fork: begin anew, and keep a copy where the others find it."""
        with self._lock:
            self._requests.clear()
            self._troubles.clear()
        self._file = folder / f"{os.getpid()}-{secrets.token_hex(4)}.json"
        threading.Thread(target=self._keep_on, name="tally", daemon=True).start()

    def keep(self) -> None:
        """Write the copy; what a killed worker had not written is lost, which is a second's counts."""
        if self._file is None:
            return
        with self._lock:
            text = json.dumps([[*pair, count] for pair, count in self._requests.items()])
            text += "\n" + json.dumps([[*pair, count] for pair, count in self._troubles.items()])
        fresh = self._file.with_suffix(".new")
        with suppress(OSError):  # the server goes, and has taken the folder away
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(self._file)

    def together(self) -> tuple[Counter[Pair], Counter[Pair]]:
        """Requests and troubles of this process and of all that share with it, also of those that ended."""
        with self._lock:
            requests, troubles = self._requests.copy(), self._troubles.copy()
        for other in self._file.parent.glob("*.json") if self._file else ():
            if other == self._file:
                continue
            for counted, line in zip(
                (requests, troubles), other.read_text("utf-8").splitlines(), strict=True
            ):
                counted.update({(first, second): count for first, second, count in json.loads(line)})
        return requests, troubles

    def _keep_on(self) -> None:
        while True:
            time.sleep(KEEP_EVERY)
            self.keep()


tally: Final = Tally()


class CountTroubles(logging.Handler):
    """Counts lines of the log from `warning` upwards by what they say, which in our own lines never varies.

    Of a library's line it counts the library alone: its words may hold anything.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.name
        said: object = record.msg  # a dictionary where structlog has said it
        if isinstance(said, dict) and kind.startswith("commondesk."):
            kind = str(said["event"])
        tally.trouble(record.levelname.lower(), kind)
