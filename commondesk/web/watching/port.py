"""`/metrics` of `commondesk work`, which serves nothing else: on a port of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, connection

from commondesk.web.watching.exposition import CONTENT_TYPE, text
from commondesk.web.watching.figures import recent
from commondesk.web.watching.readers import may_read


@contextmanager
def served(host: str, port: int) -> Iterator[None]:
    """Answer there meanwhile. Raises ImproperlyConfigured where it cannot be listened on."""
    try:
        server = ThreadingHTTPServer((host, port), _Handler)
    except OSError as error:
        raise ImproperlyConfigured(_NO_PORT.format(host=host, port=port, why=error.strerror)) from error
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    timeout = 10  # whoever never asks keeps no thread

    def do_GET(self) -> None:
        forwarded = self.headers.get_all("X-Forwarded-For")  # some proxies add a header instead of a hop
        if self.path.partition("?")[0] != "/metrics" or not may_read(
            self.client_address[0], None if forwarded is None else ",".join(forwarded)
        ):
            self.send_error(404)
            return
        body = _text()
        self.send_response(200)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """An access log would hold who asked."""


def _text() -> bytes:
    try:
        return text(recent.figures())
    except (DatabaseError, InterfaceError):
        return text(None)
    finally:
        connection.close()  # each request has a thread of its own


_NO_PORT = "{host}:{port} cannot be listened on: {why}. Choose another --metrics-port or --host."
