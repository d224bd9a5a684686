"""The line: the raw-ASGI application on which chat messages travel (DESIGN.md section 5)."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final

import structlog
from django.conf import settings
from django.db import connection

from commondesk.desk.message import CardPatterns, card_patterns
from commondesk.plumbing import bus
from commondesk.plumbing.listener import Listener, PostgresListener
from commondesk.plumbing.redis_listener import RedisListener
from commondesk.plumbing.refusal import Broken, NoToken, Refusal, TryAgain
from commondesk.plumbing.stream import Receive, Send
from commondesk.plumbing.tally import tally
from commondesk.web.line import answer
from commondesk.web.line.answer import ANY_ORIGIN, Headers
from commondesk.web.line.desk_stream import stream_desk
from commondesk.web.line.events import get_events
from commondesk.web.line.hub import SLICES, Hub
from commondesk.web.line.messages import post_message
from commondesk.web.line.reader import Reader
from commondesk.web.line.request import Scope
from commondesk.web.line.route import Route
from commondesk.web.line.strangers import Strangers
from commondesk.web.line.stream import stream_conversation
from commondesk.web.line.typing_notices import TypingNotices
from commondesk.web.line.writer import Writer

BEAT_SECONDS: Final = 15.0
CARDS_SECONDS: Final = 5.0

log = structlog.get_logger(__name__)


class Line:
    """One a process. Start and stop it on the event loop that serves it."""

    def __init__(self, beat_seconds: float = BEAT_SECONDS) -> None:
        self.reader = Reader()
        # A desk takes many queries: when all come back after a restart, patrons must not stand behind them.
        self._desk_reader = Reader("desk reader")
        self.writer = Writer()
        self.hub = Hub(self.reader, self._desk_reader)
        self.typing = TypingNotices(self.reader)
        self.strangers = Strangers()
        self._tick_seconds = beat_seconds / SLICES
        self._cards: CardPatterns | None = None
        self._cards_read = float("-inf")
        self.listener = _listener()

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.reader.start()
        self._desk_reader.start()
        self.writer.start()
        self.hub.start()
        if self.listener is not None:
            self.listener.start()
        self._reading = self._loop.create_task(self._read_cards())
        self._ticking = self._loop.create_task(self._tick())
        await self._reading

    def drain(self) -> None:
        """End all streams; messages are still taken."""
        self.hub.drain()

    async def stop(self) -> None:
        """After the last request: the writer commits what waits, and stops last."""
        self._ticking.cancel()
        self._reading.cancel()
        self.hub.stop()
        if self.listener is not None:
            await self._loop.run_in_executor(None, self.listener.stop)
        await self._desk_reader.stop()
        await self.reader.stop()
        await self.writer.stop()

    async def is_well(self) -> bool:
        """Messages can be kept and events be read now."""
        try:
            await self.reader.ask(_ping)
        except Refusal:
            return False
        return self.writer.is_well

    def bus_lost_since(self) -> datetime | None:
        """Since when wakes do not reach this process, or those of its own no other one."""
        heard = self.listener.lost_since if self.listener is not None else None
        return min((at for at in (heard, bus.lost_since()) if at is not None), default=None)

    async def answer(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request of one of the line's routes; whatever is wrong becomes a problem."""
        headers: Headers = [] if route.is_desks else ANY_ORIGIN
        try:
            await self._answer(route, scope, receive, send, headers)
        except NoToken as refusal:
            await _refuse(send, scope, route, self.strangers.answer(scope, refusal), headers)
        except Refusal as refusal:
            await _refuse(send, scope, route, refusal, headers)
        except Exception:
            log.exception("A request failed.", route=route.name)
            await _refuse(send, scope, route, Broken(), headers)

    async def _answer(
        self, route: Route, scope: Scope, receive: Receive, send: Send, headers: Headers
    ) -> None:
        if scope["method"] == "OPTIONS":
            await answer.send_preflight(send, headers)
            return
        match route.name:
            case "messages":
                status, body = await post_message(
                    scope, receive, route.code, self.writer, self._cards, self.strangers.long_bodies
                )
                self.typing.sent(scope, route.code)
                tally.request("line messages", status)
                await answer.send_json(send, status, body, headers)
            case "events":
                async with self.strangers.fetches.turn(scope):
                    status, body = await get_events(scope, route.code, self.reader)
                tally.request("line events", status)
                await answer.send_json(send, status, body, headers)
            case "typing":
                await self.typing.post(scope, receive, route.code)
                tally.request("line typing", 204)
                await answer.send_nothing(send, headers)
            case "stream":
                await stream_conversation(scope, receive, send, route.code, self.hub)
            case _:
                await stream_desk(scope, receive, send, self.hub)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(self._tick_seconds)
            try:
                self.hub.tick()
                self.typing.tick()
                self.strangers.tick()
                self.writer.refuse_the_late()
                if self._reading.done() and self._loop.time() - self._cards_read > CARDS_SECONDS:
                    self._reading = self._loop.create_task(self._read_cards())
            except Exception:
                log.exception("A heartbeat failed.")

    async def _read_cards(self) -> None:
        """The patterns that masking needs, kept at hand: messages must not wait for a query."""
        try:
            self._cards = await asyncio.wait_for(self.reader.ask(card_patterns), CARDS_SECONDS)
            self._cards_read = self._loop.time()
        except (TryAgain, TimeoutError):
            log.warning("Library card patterns could not be read.")


async def _refuse(send: Send, scope: Scope, route: Route, refusal: Refusal, headers: Headers) -> None:
    tally.request(f"line {route.name}", refusal.status)
    await answer.send_problem(send, scope, refusal, headers)


def _listener() -> Listener | None:
    """Who hears other processes; with SQLite there are none."""
    if connection.vendor != "postgresql":
        return None
    url = settings.COMMONDESK.bus_url
    return RedisListener(url) if url else PostgresListener()


def _ping() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
