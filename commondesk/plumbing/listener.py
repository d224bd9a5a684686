"""Hears the wakes of other processes, by PostgreSQL's NOTIFY, and hands them to this one's followers."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import psycopg
import structlog
from django.conf import settings
from django.db import connections

from commondesk.plumbing import bus, clock

LOOK_EVERY: Final = 1.0
PROVE_EVERY: Final = 15
FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 5.0
# What ends a connection that was cut off in the middle.
IMPATIENT: Final = (
    "connect_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
)  # fmt: skip

log = structlog.get_logger(__name__)


class Listener:
    """A thread that hears the wakes of other processes, over a connection of its own.

    When the connection comes back after a loss, it wakes `everything` once: what was said meanwhile is lost.
    """

    errors: tuple[type[Exception], ...] = ()  # by which `listen` says that the connection is lost

    def __init__(self) -> None:
        self.connected = False
        self.was_connected = False  # at least once since it was started
        self.lost_since: datetime | None = None
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when the thread has ended."""
        self.stopping.set()
        self._thread.join(timeout=LONGEST_PAUSE)

    def listen(self) -> None:
        """Connect, `begin`, and publish what is heard until it is time to stop. Raises one of `errors`."""
        raise NotImplementedError

    def begin(self) -> None:
        """From now on everything is heard, so this is the moment to look at what there was before."""
        self.connected = self.was_connected = True
        self.lost_since = None
        self._pause = FIRST_PAUSE
        bus.publish([bus.Wake(bus.EVERYTHING)])

    def _run(self) -> None:
        self._pause = FIRST_PAUSE
        while not self.stopping.is_set():
            try:
                self.listen()
            except self.errors as error:
                self._lose(str(error))
            except Exception as error:  # a thread that has died would seem to listen
                log.exception("The listener broke off; it begins anew.")
                self._lose(str(error))
            self.connected = False
            self.stopping.wait(self._pause)
            self._pause = min(LONGEST_PAUSE, self._pause * 2)

    def _lose(self, why: str) -> None:
        self.lost_since = self.lost_since or clock.now()
        log.warning("The bus is gone; messages are only looked for by heartbeat.", why=why)


class PostgresListener(Listener):
    """Hears NOTIFY. Django's connections are busy or pooled, and a pooler forgets LISTEN."""

    errors = (psycopg.Error,)

    def __init__(self) -> None:
        super().__init__()
        self._address = listen_address()

    def listen(self) -> None:
        with psycopg.connect(**self._address, autocommit=True) as connection:
            connection.execute(f"LISTEN {bus.CHANNEL}")
            self.begin()
            self._hear(connection)

    def _hear(self, connection: psycopg.Connection[Any]) -> None:
        quiet = 0
        while not self.stopping.is_set():
            quiet += 1
            for heard in connection.notifies(timeout=LOOK_EVERY):
                quiet = 0
                bus.publish(bus.read(heard.payload))
                if self.stopping.is_set():
                    return
            if quiet >= PROVE_EVERY:
                # A connection cut off in the middle is silent like a quiet one: only asking tells them apart.
                connection.execute("SELECT 1")
                quiet = 0


def listen_address() -> dict[str, Any]:
    """COMMONDESK_LISTEN_URL, as impatient as the database's own address, else that, as psycopg takes it."""
    given = connections["default"].get_connection_params()
    if url := settings.COMMONDESK.listen_url:
        said = parse_qs(urlsplit(url).query)
        impatient = {name: given[name] for name in IMPATIENT if name in given and name not in said}
        return {"conninfo": url, "connect_timeout": 5} | impatient
    ours = ("cursor_factory", "context", "server_side_binding", "prepare_threshold")
    return {"connect_timeout": 5} | {name: value for name, value in given.items() if name not in ours}
