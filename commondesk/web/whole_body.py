"""The body of a request to a page worker, read to its end before a page is asked, in a time that ends.

A proxy that does not gather bodies passes on a drip of them, which would hold one of few threads for ever,
and half a question when whoever asks has gone.
"""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final

from commondesk.web.uploads import PIECE

LOOK_EVERY: Final = 0.5
IN_MEMORY: Final = 256 * 1024


class CutOff(Exception):
    """Whoever asked has left in the middle of it, or took too long; or our disk is full. Says the status."""


class Patience:
    """Stops reading from connections on which a body takes too long; one for each worker."""

    def __init__(self) -> None:
        self._until: dict[socket.socket, float] = {}
        self._lock = threading.Lock()
        threading.Thread(target=self._watch, name="bodies", daemon=True).start()

    @contextmanager
    def of(self, connection: socket.socket, seconds: float) -> Iterator[None]:
        """Meanwhile at most so long is read: then reading finds the end, and an answer can still be sent."""
        with self._lock:
            self._until[connection] = time.monotonic() + seconds
        try:
            yield
        finally:
            with self._lock:
                del self._until[connection]

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_EVERY)
            with self._lock:
                for connection, until in self._until.items():
                    if time.monotonic() > until:
                        with suppress(OSError):
                            connection.shutdown(socket.SHUT_RD)


def read_whole(body: Any, length: int, folder: Path) -> IO[bytes]:
    """So many bytes of it, without a name in `folder` where they are many. Raises CutOff."""
    whole: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(folder))  # noqa: SIM115  closed by its end
    try:
        for piece in _pieces(body, length):
            whole.write(piece)
    except OSError:
        whole.close()
        raise CutOff("503 Service Unavailable") from None
    except CutOff:
        whole.close()
        raise
    whole.seek(0)
    return whole


def _pieces(body: Any, left: int) -> Iterator[bytes]:
    while left > 0:
        try:
            piece = body.read(min(PIECE, left))
        except OSError:
            piece = b""
        if not piece:
            raise CutOff("408 Request Timeout")
        yield piece
        left -= len(piece)
