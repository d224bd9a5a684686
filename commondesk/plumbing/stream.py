"""Server-sent events: their frames, and a stream that never buffers without end (DESIGN.md section 6)."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import structlog

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

ENOUGH: Final = 64 * 1024
STUCK_SECONDS: Final = 30.0
HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
)

log = structlog.get_logger(__name__)


def frame(event: str, data: str, number: int | None = None) -> bytes:
    """One event; `data` is JSON, which holds no line ends. Only a `number` moves the reader's position."""
    position = "" if number is None else f"id: {number}\n"
    return f"event: {event}\n{position}data: {data}\n\n".encode()


def compact(value: Any) -> str:
    """JSON as it travels: no spaces, letters as they are."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def retry(least: float = 1.0, most: float = 5.0) -> bytes:
    """When to come back, spread so that not everybody comes in the same moment."""
    return f"retry: {random.randint(round(least * 1000), round(most * 1000))}\n\n".encode()  # noqa: S311


BEAT: Final = frame("beat", "{}")


class Stream:
    """One client's stream. Idle, it is one waiting task; a second runs only while there is something to send.

    `abort` drops the connection with all that is unsent: closing politely would wait for a reader who never
    reads.
    """

    __slots__ = ("_abort", "_chunks", "_ending", "_pump", "_send", "_size", "sending_since", "slice")

    def __init__(self, send: Send, abort: Callable[[], None] | None) -> None:
        self._send = send
        self._abort = abort
        self._chunks: list[bytes] = []
        self._size = 0
        self._ending = False
        self._pump: asyncio.Task[None] | None = None
        self.sending_since = 0.0
        self.slice = 0

    async def open(self, headers: list[tuple[bytes, bytes]]) -> None:
        """Send the head of the response."""
        await self._send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, *headers]})

    async def run(self, receive: Receive) -> None:
        """Stay until the client has gone or the stream has ended."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self._ending = True
        self._chunks.clear()

    @property
    def waiting(self) -> int:
        """Bytes that wait to be sent."""
        return self._size

    @property
    def congested(self) -> bool:
        """So much waits to be sent that more must not be added."""
        return self._size >= ENOUGH

    @property
    def ended(self) -> bool:
        return self._ending

    def put(self, chunk: bytes) -> None:
        """Send these frames after what waits already; nothing more follows an end."""
        if self._ending:
            return
        self._chunks.append(chunk)
        self._size += len(chunk)
        self._start()

    def beat(self) -> None:
        """Show that the line lives; who has not taken the last one gets no second."""
        if not self._chunks:
            self.put(BEAT)

    def end(self, reason: str, farewell: bytes = b"") -> None:
        """Say why, and finish."""
        self.put(farewell + frame("end", compact({"reason": reason})))
        self._ending = True
        self._start()

    def cut(self) -> None:
        """Give up on a reader who does not read."""
        self._ending = True
        self._chunks.clear()
        if self._abort is not None:
            self._abort()
        elif self._pump is not None:
            self._pump.cancel()

    def is_stuck(self, now: float) -> bool:
        """The present send has waited for too long; `now` is the loop's time."""
        return self.sending_since > 0 and now - self.sending_since > STUCK_SECONDS

    def drained(self) -> None:
        """All has been sent: a follower that lacks something asks for it now."""

    def _start(self) -> None:
        if self._pump is None:
            self._pump = asyncio.get_running_loop().create_task(self._send_all())

    async def _send_all(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._chunks:
                body = b"".join(self._chunks)
                self._chunks.clear()
                self.sending_since = loop.time()
                await self._send({"type": "http.response.body", "body": body, "more_body": True})
                self._size = sum(map(len, self._chunks))
            if self._ending:
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})
        except Exception:
            log.exception("A stream could not be sent to.")
            self.cut()
        finally:
            self.sending_since = 0.0
            self._pump = None
        if not self._ending:
            self.drained()
