"""The connection of one call: to addresses that were checked, and over when its time is."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any

import httpcore2

from commondesk.plumbing.network_address import Address


class Deadline:
    """The one end of a whole call: looking up, connecting, sending, and all of the answer."""

    def __init__(self, within: float) -> None:
        self._end = monotonic() + within

    def left(self) -> float:
        """Seconds, more than 0. Raises httpcore2.TimeoutException once there are none."""
        left = self._end - monotonic()
        if left <= 0:
            raise httpcore2.TimeoutException
        return left


class Line(httpcore2.NetworkBackend):
    """Connects to one of these addresses, whatever name it is asked for: nobody can answer the second
    question for an address otherwise than the first. The name still counts for the certificate.

    `has_spoken` once anything of a request may have left us.
    """

    def __init__(self, addresses: Sequence[Address], deadline: Deadline) -> None:
        self._addresses = addresses
        self.deadline = deadline
        self.has_spoken = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Raises httpcore2.ConnectError or TimeoutException when no address lets us in."""
        for number, address in enumerate(self._addresses):
            share = self.deadline.left() / (len(self._addresses) - number)
            try:
                stream = httpcore2.SyncBackend().connect_tcp(str(address), port, timeout=share)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                refused = error
            else:
                return _Stream(stream, self)
        raise refused


class _Stream(httpcore2.NetworkStream):
    """A connection whose every step takes what time is left, whatever time-out it is given.

    Within TLS that is all that a step may take, also one of many bytes that go or come one by one.
    """

    def __init__(self, inner: httpcore2.NetworkStream, line: Line, *, is_secure: bool = False) -> None:
        self._inner = inner
        self._line = line
        self._is_secure = is_secure

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, timeout=self._line.deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        assert self._is_secure
        left = self._line.deadline.left()
        self._line.has_spoken = True
        self._inner.write(buffer, timeout=left)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._line.deadline.left()
        secure = self._inner.start_tls(ssl_context, server_hostname, timeout=left)
        return _Stream(secure, self._line, is_secure=True)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def trust() -> ssl.SSLContext:
    """Whose certificates are good: the system's list, and what SSL_CERT_FILE or SSL_CERT_DIR adds to it.

    Raises OSError when those cannot be read.
    """
    return _trust(ssl.get_default_verify_paths())


@lru_cache(maxsize=4)
def _trust(paths: ssl.DefaultVerifyPaths) -> ssl.SSLContext:
    """By the paths, so that reading some hundred certificates is not part of each call."""
    context = httpcore2.default_ssl_context()
    # The variables would replace the system's list, and one's own authority shut out all of the others.
    cafile = paths.openssl_cafile if Path(paths.openssl_cafile).is_file() else None
    capath = paths.openssl_capath if Path(paths.openssl_capath).is_dir() else None
    if cafile or capath:
        context.load_verify_locations(cafile, capath)
    return context
