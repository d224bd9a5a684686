"""HTTP/1.1 as uvicorn speaks it, with patience that ends: for readers, and for askers who never finish."""

from __future__ import annotations

from asyncio import Transport
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD: Final = 64 * 1024
ASKING_SECONDS: Final = 30.0


class Protocol(HttpToolsProtocol):
    """Requests may drop their connection by `scope["extensions"]["commondesk.abort"]`."""

    _asking_since: float | None = None
    _head_size = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._asking_since = self.loop.time()
        self._extensions: dict[str, Any] = {"commondesk.abort": self.transport.abort}

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._asking_since = self.loop.time()
        self._head_size = 0
        self.scope["extensions"] = self._extensions

    def on_headers_complete(self) -> None:
        self._asking_since = None
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._asking_since is not None:
            # The parser itself would gather a header without end.
            self._head_size += len(data)
            if self._head_size > LARGEST_HEAD:
                self.transport.abort()

    def drop_if_slow(self) -> None:
        """Whoever has begun to ask, or has connected, goes on within half a minute."""
        if self._asking_since is not None and self.loop.time() - self._asking_since > ASKING_SECONDS:
            self.transport.abort()
