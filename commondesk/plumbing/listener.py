"""Hears PostgreSQL's NOTIFY and hands the wakes of other processes to this one's followers."""

from __future__ import annotations

import threading
from typing import Any, Final

import psycopg
import structlog
from django.conf import settings
from django.db import connections

from commondesk.plumbing import bus

LOOK_EVERY: Final = 1.0
PROVE_EVERY: Final = 15
LONGEST_PAUSE: Final = 5.0

log = structlog.get_logger(__name__)


class Listener:
    """A thread with a connection of its own; Django's are busy or pooled, and a pooler forgets LISTEN.

    When the connection comes back after a loss, it wakes `everything` once: what was said meanwhile is lost.
    """

    def __init__(self) -> None:
        self.connected = False
        self.was_connected = False  # at least once since it was started
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)
        self._address = listen_address()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when the thread has ended."""
        self._stop.set()
        self._thread.join(timeout=LONGEST_PAUSE)

    def _run(self) -> None:
        pause = 0.1
        while not self._stop.is_set():
            try:
                with psycopg.connect(**self._address, autocommit=True) as connection:
                    self._begin(connection)
                    pause = 0.1
                    self._listen(connection)
            except psycopg.Error as error:
                log.warning("The bus is gone; messages are only looked for by heartbeat.", why=str(error))
            self.connected = False
            self._stop.wait(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    def _begin(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute(f"LISTEN {bus.CHANNEL}")
        self.connected = self.was_connected = True
        bus.publish([bus.Wake(bus.EVERYTHING)])

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        quiet = 0
        while not self._stop.is_set():
            quiet += 1
            for heard in connection.notifies(timeout=LOOK_EVERY):
                quiet = 0
                bus.publish(bus.read(heard.payload))
                if self._stop.is_set():
                    return
            if quiet >= PROVE_EVERY:
                # A connection cut off in the middle is silent like a quiet one: only asking tells them apart.
                connection.execute("SELECT 1")
                quiet = 0


def listen_address() -> dict[str, Any]:
    """COMMONDESK_LISTEN_URL, else the database's own address, as psycopg takes it."""
    if settings.COMMONDESK.listen_url:
        return {"conninfo": settings.COMMONDESK.listen_url, "connect_timeout": 5}
    given = connections["default"].get_connection_params()
    ours = ("cursor_factory", "context", "server_side_binding", "prepare_threshold")
    return {"connect_timeout": 5} | {name: value for name, value in given.items() if name not in ours}
