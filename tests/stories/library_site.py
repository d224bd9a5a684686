"""A library's own site, at an address that is none of ours: pages with the widget in them."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

HOSTILE = """
* { display: none !important; color: red !important; font-size: 3px !important; }
html, head, style, body, main, h1, p, a { display: block !important; }
commondesk-widget { position: static !important; visibility: hidden !important; opacity: 0 !important; }
button, iframe, [role=dialog] { visibility: hidden !important; transform: scale(0) !important; }
"""


class LibrarySite:
    """`pages` by path, each (html, headers); at `http://localhost:<port>`, another site than the desk's."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://localhost:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._server.shutdown()
        self._server.server_close()

    def page(self, path: str, body: str, **headers: str) -> None:
        """A whole page around this body."""
        html = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ames</title>{body}'
        self.pages[path] = (html, {name.replace("_", "-"): value for name, value in headers.items()})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                site.asked.append(path)
                html, headers = site.pages.get(path, ("", {}))
                self.send_response(200 if html else 404)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(html.encode())

            def log_message(self, *_: Any) -> None:
                """Nothing to tell."""

        return Handler


def line(desk: str, library: str = "ames", more: str = "") -> str:
    """The one line of script, as a coordinator pastes it."""
    return f'<script src="{desk}/widget.js" data-library="{library}" {more} async></script>'
