"""`commondesk serve --role pages`: Django's pages in gunicorn workers with threads, beside a line."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from commondesk.plumbing import bus
from commondesk.plumbing.running import Pulse
from commondesk.plumbing.tally import tally
from commondesk.web.front import BODY_SECONDS, LARGEST_PAGE_BODY, READ_ON, UPLOAD_SECONDS
from commondesk.web.uploads import LARGEST_UPLOAD, PIECE, takes_files
from commondesk.web.whole_body import CutOff, Patience, read_whole

THREADS: Final = 8
GRACE_SECONDS: Final = 7
LARGEST_FORM: Final = 4 * 1024 * 1024
READ_ON_SECONDS: Final = 60.0


class OurLog(Logger):  # type: ignore[misc]
    """gunicorn's words among ours, one JSON object a line, instead of in a form of their own."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class Workers(BaseApplication):  # type: ignore[misc]
    """gunicorn, set up here instead of by a file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            if name in self.cfg.settings:  # not every version has a control socket
                self.cfg.set(name, value)

    def load(self) -> ReadsOn:
        return ReadsOn(get_wsgi_application())


class ReadsOn:
    """Before the pages: what they take is read to its end first, and what they refuse afterwards.

    A connection that is closed with something unread is reset, and whoever still sends, a proxy or a browser,
    never reads why.
    """

    def __init__(self, application: WSGIHandler) -> None:
        self._application = application
        self._patience = Patience()
        self._folder = settings.COMMONDESK.data_dir / "attachments"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        takes_file = takes_files(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        length = int(environ.get("CONTENT_LENGTH") or 0)  # gunicorn has refused what is no number
        body = environ["wsgi.input"]
        if 0 < length <= (LARGEST_UPLOAD if takes_file else LARGEST_PAGE_BODY):
            seconds = UPLOAD_SECONDS if takes_file else BODY_SECONDS
            try:
                with self._patience.of(environ["gunicorn.socket"], seconds):
                    environ["wsgi.input"] = read_whole(body, length, self._folder)
            except CutOff as cut:
                tally.request("pages' door", int(str(cut)[:3]))
                body.failed = True  # gunicorn closes, as nobody knows where the next request begins
                start_response(str(cut), [("Content-Length", "0")])
                return []
            return self._application(environ, start_response)
        answer: Iterable[bytes] = self._application(environ, start_response)
        with self._patience.of(environ["gunicorn.socket"], READ_ON_SECONDS):
            left = READ_ON if takes_file else LARGEST_FORM
            while left > 0 and (piece := body.read(PIECE)):
                left -= len(piece)
                body.failed = True
        return answer


_pulses: list[Pulse] = []


def _begin(counts: Path) -> None:
    """In each worker, after it was forked: threads and connections are its own."""
    tally.share(counts)
    pulse = Pulse("pages", bus.lost_since)
    _pulses.append(pulse)
    pulse.start()


def _end() -> None:
    tally.keep()
    while _pulses:
        _pulses.pop().stop()


def run(host: str, port: int, workers: int | None = None) -> None:
    """Serve pages until SIGTERM or SIGINT, in so many processes; None: one a core."""
    # A connection that was opened before the workers are forked would be shared by all of them.
    connections.close_all()
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    with tempfile.TemporaryDirectory(prefix="commondesk-tally-", ignore_cleanup_errors=True) as counts:
        _serve(address, workers or os.cpu_count() or 1, Path(counts))


def _serve(address: str, workers: int, counts: Path) -> None:
    Workers(
        {
            "bind": address,
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 60,
            "graceful_timeout": GRACE_SECONDS,
            "keepalive": 75,
            "accesslog": None,
            "logger_class": OurLog,
            # It would lie in the home directory, the same for all servers of this person.
            "control_socket_disable": True,
            "forwarded_allow_ips": "",
            # Whichever worker is asked for figures tells of all.
            "post_worker_init": lambda _worker: _begin(counts),
            "worker_exit": lambda _server, _worker: _end(),
            "when_ready": lambda _arbiter: print(f"Commondesk is ready at http://{address}", flush=True),  # noqa: T201
        }
    ).run()
