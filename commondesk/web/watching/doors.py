"""`/healthz`, `/readyz` and `/metrics` where the line runs; page workers answer theirs in web/health.py."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from django.db import DatabaseError, connection

from commondesk.plumbing.refusal import NotVisible, Refusal
from commondesk.plumbing.schema import is_migrated
from commondesk.plumbing.stream import Send, compact
from commondesk.web.line.answer import NO_STORE, send_json, send_problem
from commondesk.web.line.app import Line
from commondesk.web.line.request import Scope
from commondesk.web.line.strangers import forwarded_for, peer_of
from commondesk.web.watching.exposition import CONTENT_TYPE, OfTheLine, text
from commondesk.web.watching.figures import recent
from commondesk.web.watching.readers import may_read

# A database that hangs must not keep whoever asks whether it does.
PATIENCE: Final = 3.0
MIGRATED_FOR: Final = 5.0

T = TypeVar("T")


class Doors:
    """What whoever keeps the desk running asks a line; `answer` is called for `paths` alone."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._migrated_at = float("-inf")
        self.draining = False
        self.paths: dict[str, Callable[[Scope, Send], Awaitable[None]]] = {
            "/healthz": self._healthz,
            "/readyz": self._readyz,
            "/metrics": self._metrics,
        }

    async def answer(self, scope: Scope, send: Send) -> None:
        await self.paths[scope["path"]](scope, send)

    async def _healthz(self, _scope: Scope, send: Send) -> None:
        if await self._asked(_ping) and self._line.writer.is_well and not self.draining:
            await send_json(send, 200, b'{"status":"ok"}', [])
        else:
            await send_json(send, 503, b'{"status":"unavailable"}', [(b"retry-after", b"2")])

    async def _readyz(self, _scope: Scope, send: Send) -> None:
        lacks = await self._lacks()
        if not lacks:
            await send_json(send, 200, b'{"status":"ready"}', [])
            return
        said = compact({"status": "not ready", "lacks": lacks}).encode()
        await send_json(send, 503, said, [(b"retry-after", b"2")])

    async def _lacks(self) -> list[str]:
        """What is missing before patrons may be sent here."""
        lacks = ["staying"] if self.draining else []
        if not await self._asked(_ping):
            lacks.append("database")
        elif not await self._is_migrated():
            lacks.append("migrations")
        if not self._line.writer.is_well:
            lacks.append("writer")
        # A bus that is lost later is told by /metrics alone. It hurts no stream for longer than a heartbeat,
        # and it is lost to all lines at once: if each said no then, nobody would be served at all.
        if self._line.listener is not None and not self._line.listener.was_connected:
            lacks.append("bus")
        return lacks

    async def _is_migrated(self) -> bool:
        if time.monotonic() - self._migrated_at > MIGRATED_FOR and await self._asked(is_migrated):
            self._migrated_at = time.monotonic()
        return time.monotonic() - self._migrated_at <= MIGRATED_FOR

    async def _metrics(self, scope: Scope, send: Send) -> None:
        if not may_read(peer_of(scope), forwarded_for(scope)):
            await send_problem(send, scope, NotVisible(), [])
            return
        body = text(await self._asked(recent.figures), self._of_the_line())
        kind = (b"content-type", CONTENT_TYPE.encode())
        length = (b"content-length", b"%d" % len(body))
        await send({"type": "http.response.start", "status": 200, "headers": [kind, length, NO_STORE]})
        await send({"type": "http.response.body", "body": body})

    async def _asked(self, question: Callable[[], T]) -> T | None:
        """The database's answer; None when it gives none, or none in time."""
        try:
            return await asyncio.wait_for(self._line.reader.ask(question), PATIENCE)
        except (Refusal, DatabaseError, TimeoutError):
            return None

    def _of_the_line(self) -> OfTheLine:
        listener = self._line.listener
        return OfTheLine(
            streams=self._line.hub.streams(),
            unanswered=self._line.writer.unanswered,
            bus_connected=None if listener is None else listener.connected,
            draining=self.draining,
        )


def _ping() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True
