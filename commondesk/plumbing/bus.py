"""Wakes: `look at this`, said to every process that serves streams (DESIGN.md section 5).

Within a process they are handed over; between processes PostgreSQL's NOTIFY carries them, or Redis or Valkey
where COMMONDESK_BUS_URL names one.

A wake never carries content or permission between processes, so a lost one only delays: each heartbeat of
the streams looks into the database, which alone holds the truth.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import connection, transaction

from commondesk.plumbing.publisher import Publisher

CHANNEL: Final = "commondesk"
LONGEST_PAYLOAD: Final = 7_900  # PostgreSQL refuses 8,000 bytes and more
EVERYTHING: Final = "everything"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Wake:
    """Something has changed at `topic`.

    Topics: `conversation:ID`, `desk:LIBRARIAN_ID`, `queue:ID`, `presence`, `rights:LIBRARIAN_ID`,
    `typing:CONVERSATION_ID`, `channel:ID`, `marks`, and `everything` after a time in which wakes may have
    been lost. `cargo` is for followers in this process; it does not travel.
    """

    topic: str
    data: dict[str, Any] = field(default_factory=dict)
    cargo: Any = None

    @property
    def noun(self) -> str:
        return self.topic.partition(":")[0]

    @property
    def id(self) -> int:
        """The number behind the colon."""
        return int(self.topic.partition(":")[2])


Callback = Callable[[Sequence[Wake]], None]

_ME: Final = secrets.token_hex(4)
_callbacks: list[Callback] = []
_publishers: dict[int, Publisher] = {}  # by process id
_publishing = threading.Lock()


def wake(wakes: Sequence[Wake]) -> None:
    """Wake the followers once the present transaction has committed, and not at all if it does not."""
    if not wakes:
        return
    transaction.on_commit(lambda: publish(wakes))
    if settings.COMMONDESK.bus_url:
        said = list(payloads(wakes))
        transaction.on_commit(lambda: _say(said))
    elif connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # As JSON: psycopg escapes the quotes of an array's texts one by one, which takes milliseconds.
            texts = json.dumps(list(payloads(wakes)))
            cursor.execute(
                "SELECT pg_notify(%s, said) FROM json_array_elements_text(%s::json) AS said", [CHANNEL, texts]
            )


def publish(wakes: Sequence[Wake]) -> None:
    """Hand the wakes to the followers of this process. A follower's fault is logged and stops nobody."""
    for callback in tuple(_callbacks):
        try:
            callback(wakes)
        except Exception:
            log.exception("A follower of the bus failed.")


def subscribe(callback: Callback) -> Callable[[], None]:
    """Call `callback` with every wake, in whatever thread it comes; the answer ends that."""
    _callbacks.append(callback)
    return lambda: _callbacks.remove(callback)


def payloads(wakes: Sequence[Wake]) -> Iterator[str]:
    """The wakes as NOTIFY payloads `[sender,[topic,data],...]`, halved until each is short enough.

    In ASCII, so that letters are bytes. What is too long by itself says only where to look.
    """
    text = json.dumps([_sender(), *([one.topic, one.data] for one in wakes)], separators=(",", ":"))
    if len(text) <= LONGEST_PAYLOAD:
        yield text
    elif len(wakes) == 1:
        yield from payloads([Wake(wakes[0].topic)])
    else:
        half = len(wakes) // 2
        yield from payloads(wakes[:half])
        yield from payloads(wakes[half:])


def read(payload: str) -> list[Wake]:
    """The wakes of a payload; none when this process has sent it, which has handed them over already."""
    if payload.startswith(f'["{_sender()}"'):
        return []
    try:
        _, *said = json.loads(payload)
        return [Wake(str(topic), dict(data)) for topic, data in said]
    except (ValueError, TypeError, RecursionError):
        log.warning("Something else speaks on our channel.", channel=CHANNEL)
        return []


def publisher() -> Publisher | None:
    """Who says this process's wakes to the others, where COMMONDESK_BUS_URL names a server for that."""
    url = settings.COMMONDESK.bus_url
    if not url:
        return None
    with _publishing:
        # A thread does not live on in a fork: page workers begin their own.
        if os.getpid() not in _publishers:
            everything = next(payloads([Wake(EVERYTHING)]))
            _publishers[os.getpid()] = Publisher(url, CHANNEL, everything)
        return _publishers[os.getpid()]


def lost_since() -> datetime | None:
    """Since when this process's wakes reach no other one; None while they do, or take no way of their own."""
    out = publisher()
    return out.lost_since if out else None


def _say(payloads: Sequence[str]) -> None:
    if out := publisher():
        for payload in payloads:
            out.say(payload)


def _sender() -> str:
    # With the process id, because page workers are forked from one parent.
    return f"{_ME}-{os.getpid()}"
