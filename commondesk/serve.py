"""`commondesk serve`: the server process of each role, and how it comes and goes (DESIGN.md section 5)."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import socket
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final

import structlog
import uvicorn
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connection

from commondesk import page_workers, work
from commondesk.plumbing.running import Pulse
from commondesk.plumbing.sqlite.one_server import DataDirectoryInUse, data_dir_lock
from commondesk.web.front import Front, Pages
from commondesk.web.line.app import Line
from commondesk.web.protocol import Protocol

GRACE_SECONDS: Final = 4
LONGEST_EXIT_SECONDS: Final = 9.0
KEEP_ALIVE_SECONDS: Final = 75  # longer than a proxy keeps its connections, so that it is never us who close

log = structlog.get_logger(__name__)


def run(host: str, port: int, role: str = "all", welcome: str = "", workers: int | None = None) -> None:
    """Serve until SIGTERM or SIGINT; then leave within ten seconds, whatever is open.

    `role`: `all`; with PostgreSQL also `line` or `pages` alone, the latter in so many `workers`. `welcome` is
    said once the port is ours.
    Raises ImproperlyConfigured in words.
    """
    embedded = connection.vendor == "sqlite"
    if embedded and role != "all":
        raise ImproperlyConfigured(_ONE_PROCESS)
    if workers is not None and role != "pages":
        raise ImproperlyConfigured(_ONLY_PAGES)
    listening = _listen(host, port)
    if role == "pages":
        listening.close()  # it was free: gunicorn would only say so in its own words, after five tries
        page_workers.run(host, port, workers)
        return
    if welcome:
        print(welcome, flush=True)  # noqa: T201
    with _embedded() if embedded else contextlib.nullcontext():
        line = Line()
        front = Front(line, Pages(get_wsgi_application()) if role == "all" else None)
        _allow_many_files()
        pulse = Pulse(role, line.bus_lost_since)
        pulse.start()
        try:
            Server(front).run(sockets=[listening])
        finally:
            pulse.stop()


class Server(uvicorn.Server):
    """uvicorn, which ends its streams before it waits for requests to end, and always leaves in time."""

    def __init__(self, front: Front) -> None:
        config = uvicorn.Config(
            front,
            loop="uvloop",
            http=Protocol,
            ws="none",
            lifespan="on",
            interface="asgi3",
            log_config=None,
            log_level="warning",
            access_log=False,
            # Addresses of clients behind trusted proxies are read by plumbing/network_address alone.
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        super().__init__(config)
        self._front = front

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            print(f"Commondesk is ready at {_address(sockets[0])}", flush=True)  # noqa: T201

    async def on_tick(self, counter: int) -> bool:
        if counter % 50 == 0:
            for one in list(self.server_state.connections):
                if isinstance(one, Protocol):
                    one.drop_if_slow()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._front.drain()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """As uvicorn's, but the signal is not raised again at the end: leaving as asked is no failure."""
        if not self.should_exit:
            _leave_at_the_latest_in(LONGEST_EXIT_SECONDS)
        self.should_exit = True


@contextlib.contextmanager
def _embedded() -> Iterator[None]:
    """The one process of a SQLite installation: nobody else serves it, and `work` is done beside."""
    try:
        lock = data_dir_lock(settings.COMMONDESK.data_dir)
        with lock:
            stop = threading.Event()
            working = threading.Thread(target=work.run, args=(stop,), name="work", daemon=True)
            working.start()
            try:
                yield
            finally:
                stop.set()
                working.join(timeout=3)
    except DataDirectoryInUse as error:
        raise ImproperlyConfigured(str(error)) from error


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        says = _PORT_TAKEN if error.errno == errno.EADDRINUSE else _NO_PORT
        why = (error.strerror or str(error)).partition(" (while ")[0]
        raise ImproperlyConfigured(says.format(host=host, port=port, why=why)) from error


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _allow_many_files() -> None:
    """A stream is an open file, and the usual limit is 1,024 of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _leave_at_the_latest_in(seconds: float) -> None:
    """A page that hangs in a query must not keep the process: what was acknowledged is on disk."""

    def leave() -> None:
        log.error("Something did not end in time; leaving without it.")
        os._exit(1)

    timer = threading.Timer(seconds, leave)
    timer.daemon = True
    timer.start()


_ONE_PROCESS = (
    "With SQLite one process serves everything: leave out --role, or set COMMONDESK_DATABASE_URL to a "
    "PostgreSQL database."
)
_ONLY_PAGES = (
    "--workers is for --role pages: a line is one process. Leave it out, or start a second line on "
    "another --port."
)
_NO_PORT = "{host}:{port} cannot be listened on: {why}. Choose another --port or --host."
_PORT_TAKEN = "{host}:{port} is taken. Choose another --port, or stop what listens there."
