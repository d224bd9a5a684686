"""Which processes of this installation run, since when without a gap, and whether their wakes arrive.

Each writes it down every few seconds, so that `work` can tell patrons who have gone from a desk that was
away, and the help desk is told of a bus that is lost on another machine.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, models

from commondesk.plumbing import clock

EVERY: Final = 5.0
# Whoever has not written for so long was away: stopped, cut off from the database, or its clock has jumped.
GAP: Final = timedelta(seconds=15)
FORGOTTEN_AFTER: Final = timedelta(hours=1)
# A time that took longer to arrive says too little about now.
LONGEST_ANSWER: Final = 0.5

log = structlog.get_logger(__name__)


class RunningProcess(models.Model):
    """One process: `role` as `serve` takes it, or `work`; `steady_since` is when its last gap ended."""

    name = models.CharField(max_length=100, unique=True)
    role = models.CharField(max_length=8)
    seen_at = models.DateTimeField()
    steady_since = models.DateTimeField()
    bus_lost_since = models.DateTimeField(null=True)

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"{self.role} {self.name}"


class Pulse:
    """The thread that writes down this process, and asks the database what time it is.

    `bus_lost_since` tells since when its wakes do not arrive, or None.
    """

    def __init__(self, role: str, bus_lost_since: Callable[[], datetime | None]) -> None:
        self.name = f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(4)}"
        self._role = role
        self._bus_lost_since = bus_lost_since
        self._seen_at: datetime | None = None
        self._steady_since: datetime | None = None
        self._begun, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        """Returns once it is written down, or cannot be now."""
        self._thread.start()
        self._begun.wait(EVERY)

    def stop(self) -> None:
        """It has left: nobody waits for it."""
        self._stop.set()
        self._thread.join(EVERY)

    def beat(self) -> None:
        """Write down that it runs. What could not be written down counts as not having run."""
        now = clock.now()
        steady = self._seen_at is not None and timedelta(0) <= now - self._seen_at <= GAP
        since = self._steady_since if steady else now
        told = {
            "role": self._role,
            "seen_at": now,
            "steady_since": since,
            "bus_lost_since": self._bus_lost_since(),
        }
        RunningProcess.objects.update_or_create(name=self.name, defaults=told)
        self._seen_at, self._steady_since = now, since

    def _run(self) -> None:
        while not self._stop.is_set():
            self._unless_the_database_is_away(agree_on_the_time)
            self._unless_the_database_is_away(self.beat)
            self._begun.set()
            self._stop.wait(EVERY)
        self._unless_the_database_is_away(RunningProcess.objects.filter(name=self.name).delete)
        connection.close()

    def _unless_the_database_is_away(self, act: Callable[[], object]) -> None:
        try:
            close_old_connections()
            act()
        except (DatabaseError, InterfaceError) as error:
            log.warning("This process cannot say that it runs.", why=str(error))
            connection.close()
        except Exception:
            # Without this thread nobody would ever be taken for gone again.
            log.exception("This process could not say that it runs; it tries again.")


def agree_on_the_time() -> None:
    """Go by the database's clock, which all processes share; with SQLite by this machine's own."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        asked = time.monotonic()  # connecting is no part of the answer's way
        cursor.execute("SELECT clock_timestamp()")
        (said,) = cursor.fetchone()
        answered = time.monotonic()
    if answered - asked <= LONGEST_ANSWER:
        clock.agree(said.astimezone(UTC) + timedelta(seconds=(answered - asked) / 2), answered)


def roles() -> set[str]:
    """Of those who run now."""
    return set(_running().values_list("role", flat=True))


def served_since(moment: datetime) -> bool:
    """Whether pages and streams were served without a gap since then: who was there could give a sign."""
    steady = _running().filter(steady_since__lte=moment)
    served = set(steady.values_list("role", flat=True))
    return not served.isdisjoint({"all", "pages"}) and not served.isdisjoint({"all", "line"})


def bus_lost_since() -> datetime | None:
    """Since when the wakes of one of those who run do not arrive; None while all do."""
    since: datetime | None = _running().aggregate(since=models.Min("bus_lost_since"))["since"]
    return since


def forget(now: datetime) -> None:
    """Those that left without a word."""
    RunningProcess.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()


def _running() -> models.QuerySet[RunningProcess]:
    return RunningProcess.objects.filter(seen_at__gt=clock.now() - GAP)
