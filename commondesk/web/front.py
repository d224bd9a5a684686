"""The front door of a server process: hot requests go to the line, all others to the pages (Django)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast
from urllib.parse import quote

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from commondesk.desk.attaching import TOO_LARGE
from commondesk.plumbing.refusal import NotVisible, Refusal, TooLarge, TryAgain
from commondesk.plumbing.stream import Receive, Send
from commondesk.plumbing.tally import tally
from commondesk.web.held_body import InMemory, OnDisk
from commondesk.web.line.answer import send_problem
from commondesk.web.line.app import Line
from commondesk.web.line.request import Scope, TooSlow, has_bearer, header
from commondesk.web.line.route import Route, route_of
from commondesk.web.uploads import LARGEST_UPLOAD, gives_a_file, takes_files
from commondesk.web.watching.doors import Doors

THREADS: Final = 8
MOST_WAITING: Final = 1_000
LARGEST_PAGE_BODY: Final = 256 * 1024  # of settings.DATA_UPLOAD_MAX_MEMORY_SIZE
MOST_BODIES: Final = 64 * 1024 * 1024  # all that are being read or answered at one moment
BODY_SECONDS: Final = 30.0
# Files are kept on the disk until they are whole, and have a share of their own: neither do they push forms
# out, nor forms them.
MOST_UPLOADED: Final = 256 * 1024 * 1024
UPLOAD_SECONDS: Final = 180.0
# Of what is too large so much is read and thrown away: a browser hears no answer before it has sent all.
READ_ON: Final = 50 * 1024 * 1024
MOST_DOWNLOADS: Final = 32
DOWNLOAD_SECONDS: Final = 300.0

# Of a query only what is no ASCII is written anew.
_AS_IT_IS: Final = "".join(map(chr, range(0x21, 0x7F)))

Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Front:
    """What the server calls. Without `pages` everything that is not the line's is not found."""

    def __init__(self, line: Line, pages: Pages | None) -> None:
        self._line = line
        self._pages = pages
        self._doors = Doors(line)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    def drain(self) -> None:
        """The server is going: end the streams, so that their clients go elsewhere or come back."""
        self._doors.draining = True
        self._line.drain()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = route_of(scope["method"], scope["path"])
        if route and (self._pages is None or _is_lines(route, scope)):
            await self._line.answer(route, scope, receive, send)
        elif scope["path"] in self._doors.paths:
            await self._doors.answer(scope, send)
        elif self._pages is not None:
            await self._pages(scope, receive, send)
        else:
            await send_problem(send, scope, NotVisible(), [])

    async def _live(self, receive: Receive, send: Send) -> None:
        """The server sends the second message when all requests have ended: only then the writer stops."""
        await receive()
        await self._line.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._line.stop()
        if self._pages is not None:
            self._pages.stop()
        await send({"type": "lifespan.shutdown.complete"})


def _is_lines(route: Route, scope: Scope) -> bool:
    """Sessions without a bearer are served by the pages, which have no streams."""
    return route.is_stream or scope["method"] == "OPTIONS" or has_bearer(scope)


class Pages:
    """Django as WSGI on a fixed number of threads; a hundred pages at once cost the line little."""

    def __init__(self, application: WSGIHandler) -> None:
        # A page is sent into the queue at once, so that a slow reader keeps no thread.
        self._wsgi = WSGIMiddleware(cast("Any", application), workers=THREADS, send_queue_size=256)
        self._waiting = 0
        self._downloads = 0
        self._held = {InMemory: 0, OnDisk: 0}  # bytes of bodies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._waiting >= MOST_WAITING:
            await _refuse(send, scope, TryAgain())
            return
        takes_file = takes_files(scope["method"], scope["path"])
        body = OnDisk(settings.COMMONDESK.data_dir / "attachments") if takes_file else InMemory()
        try:
            await self._read(scope, receive, body)
        except _Gone:
            return
        except Refusal as refusal:
            await _refuse(send, scope, refusal)
        else:
            await self._show(scope, body, send)
        finally:
            self._held[type(body)] -= body.size
            body.close()

    async def _show(self, scope: Scope, body: InMemory | OnDisk, send: Send) -> None:
        self._waiting += 1
        try:
            if gives_a_file(scope["method"], scope["path"]):
                await self._give(scope, body, send)
            else:
                await self._wsgi(_as_wsgi_expects(scope, body.size), body.receive, send)  # type: ignore[arg-type]
        finally:
            self._waiting -= 1

    async def _give(self, scope: Scope, body: InMemory | OnDisk, send: Send) -> None:
        """A file waits in memory for its reader: so there are few at once, and none for ever."""
        if self._downloads >= MOST_DOWNLOADS:
            await _refuse(send, scope, TryAgain())
            return
        self._downloads += 1
        try:
            async with asyncio.timeout(DOWNLOAD_SECONDS):
                await self._wsgi(_as_wsgi_expects(scope, body.size), body.receive, send)  # type: ignore[arg-type]
        except TimeoutError:
            return
        finally:
            self._downloads -= 1

    async def _read(self, scope: Scope, receive: Receive, body: InMemory | OnDisk) -> None:
        """The body, before a thread is taken: a drip of it must not hold one of eight."""
        is_file = isinstance(body, OnDisk)
        if is_file and _announced(scope) > LARGEST_UPLOAD + READ_ON:
            raise TooLarge(TOO_LARGE)
        over = 0
        try:
            async with asyncio.timeout(UPLOAD_SECONDS if is_file else BODY_SECONDS):
                more = True
                while more:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise _Gone  # half a question is none
                    piece = message.get("body", b"")
                    fits = not over and body.size + len(piece) <= (
                        LARGEST_UPLOAD if is_file else LARGEST_PAGE_BODY
                    )
                    over += 0 if fits else len(piece)
                    if over > (READ_ON if is_file else 0):
                        raise TooLarge(TOO_LARGE if is_file else None)
                    if fits:
                        await self._keep(piece, body)
                    more = message.get("more_body", False)
        except TimeoutError:
            raise TooSlow from None
        if over:
            raise TooLarge(TOO_LARGE)

    async def _keep(self, piece: bytes, body: InMemory | OnDisk) -> None:
        most = MOST_UPLOADED if isinstance(body, OnDisk) else MOST_BODIES
        if self._held[type(body)] + len(piece) > most:
            raise TryAgain
        self._held[type(body)] += len(piece)
        try:
            await body.add(piece)
        except OSError:
            self._held[type(body)] -= len(piece)
            raise TryAgain(retry_after=60) from None

    def stop(self) -> None:
        self._wsgi.executor.shutdown(wait=False, cancel_futures=True)


class _Gone(Exception):
    """Whoever asked has left before the end of the request."""


async def _refuse(send: Send, scope: Scope, refusal: Refusal) -> None:
    """What no page ever sees, and so is counted here."""
    tally.request("pages' door", refusal.status)
    await send_problem(send, scope, refusal, [])


def _announced(scope: Scope) -> int:
    length = header(scope, b"content-length") or b""
    return int(length) if length.isdigit() and len(length) < 20 else 0


def _as_wsgi_expects(scope: Scope, size: int) -> Scope:
    """In ASCII, of a known length, and without headers that hold an underscore: WSGI takes them for a dash.

    `X_Forwarded_For` of a client would be read as the `X-Forwarded-For` that a trusted proxy has set.
    """
    length = (b"content-length", b"%d" % size)
    kept = [header for header in scope["headers"] if b"_" not in header[0] and header[0] != length[0]]
    return {
        **scope,
        "headers": [*kept, length] if size else kept,
        "query_string": quote(scope["query_string"], safe=_AS_IT_IS).encode(),
    }
