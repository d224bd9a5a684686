"""Says wakes to Redis or Valkey for everybody else, from a thread of its own: nobody waits for it."""

from __future__ import annotations

import threading
from datetime import datetime
from queue import Empty, Full, Queue
from typing import Final

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry

from commondesk.plumbing import clock

MOST_WAITING: Final = 10_000
AT_ONCE: Final = 100
ANSWERS_WITHIN: Final = 2.0
LONGEST_PAUSE: Final = 5.0

log = structlog.get_logger(__name__)


def connected_to(url: str) -> redis.Redis:
    """A connection that is not patient: what it cannot say now is looked for in the database anyway."""
    return redis.Redis.from_url(
        url,
        socket_timeout=ANSWERS_WITHIN,
        socket_connect_timeout=ANSWERS_WITHIN,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
        encoding_errors="replace",  # what somebody else says there in bytes is no wake, and no harm
    )


class Publisher:
    """What finds no room, or no server, is dropped: a lost wake only delays.

    Once the server is there again it is told `everything`, the payload that makes everybody look once.
    """

    def __init__(self, url: str, channel: str, everything: str) -> None:
        self.lost_since: datetime | None = None
        self._channel = channel
        self._everything = everything
        self._server = connected_to(url)
        self._waiting: Queue[str] = Queue(MOST_WAITING)
        self._is_incomplete = False
        threading.Thread(target=self._run, name="publisher", daemon=True).start()

    def say(self, payload: str) -> None:
        """Returns at once, whatever the server does."""
        try:
            self._waiting.put_nowait(payload)
        except Full:
            self._is_incomplete = True

    def _run(self) -> None:
        while True:
            said = self._next()
            if self._is_incomplete:
                self._is_incomplete = False  # before it is said: what is dropped meanwhile is not in it
                said = [self._everything]
            try:
                self._publish(said)
            except Exception as error:  # a thread that has died would tell nobody that wakes are lost
                self._come_back(str(error))

    def _next(self) -> list[str]:
        """What waits, in order; waits itself while there is nothing."""
        said = [self._waiting.get()]
        try:
            while len(said) < AT_ONCE:
                said.append(self._waiting.get_nowait())
        except Empty:
            pass
        return said

    def _publish(self, payloads: list[str]) -> None:
        with self._server.pipeline(transaction=False) as together:
            for payload in payloads:
                together.publish(self._channel, payload)
            together.execute()

    def _come_back(self, why: str) -> None:
        """Try until the server answers; what was to be said meanwhile is in `everything`."""
        self.lost_since = clock.now()
        log.warning("The bus takes no wakes; other servers find messages by heartbeat.", why=why)
        pause = threading.Event()
        seconds = 0.1
        while True:
            pause.wait(seconds)
            self._forget_what_waits()
            try:
                self._publish([self._everything])
            except Exception:
                seconds = min(LONGEST_PAUSE, seconds * 2)
            else:
                self.lost_since = None
                log.info("The bus takes wakes again.")
                return

    def _forget_what_waits(self) -> None:
        try:
            while True:
                self._waiting.get_nowait()
        except Empty:
            return
