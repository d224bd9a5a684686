"""A server that speaks TLS and then does whatever a test wants of it, decent or not."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Self

Connection = ssl.SSLSocket
PATIENCE = 20.0
EVERY = 0.02


class TlsServer:
    """At `https://host:port`. `heard` are the requests, `answers` is what a connection gets for one."""

    def __init__(self, context: ssl.SSLContext, host: str = "127.0.0.1") -> None:
        self._context = context
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family)
        self.port = int(self._listener.getsockname()[1])
        self.address = f"https://{f'[{host}]' if ':' in host else host}:{self.port}"
        self.heard: list[bytes] = []
        self.connections = 0
        self.answers: Callable[[Connection], object] = saying(200)
        self.reads_requests = True

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for a connection
        self._listener.close()

    def named(self, name: str) -> str:
        """Its address by a name."""
        return f"https://{name}:{self.port}"

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _peer = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._talks, args=(connection,), daemon=True).start()

    def _talks(self, plain: socket.socket) -> None:
        with suppress(OSError), plain, self._context.wrap_socket(plain, server_side=True) as connection:
            if self.reads_requests:
                self.heard.append(_request(connection))
            self.answers(connection)


def saying(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Any:
    """A decent answer."""
    lines = {"Content-Length": str(len(body)), **(headers or {})}
    return sending(head(status, lines) + body)


def sending(*pieces: bytes) -> Any:
    """These bytes, then the end of the connection."""

    def answers(connection: Connection) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return answers


def dripping(first: bytes, drop: bytes, *, ends: threading.Event) -> Any:
    """One drop after another until the test ends, or until nobody would wait any longer."""

    def answers(connection: Connection) -> None:
        connection.sendall(first)
        for _ in slowly(ends):
            connection.sendall(drop)

    return answers


def slowly(ends: threading.Event) -> Iterator[None]:
    """One turn after another, each after a short while, for as long as somebody may wait."""
    for _ in range(int(PATIENCE / EVERY)):
        if ends.wait(EVERY):
            return
        yield


def head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} So\r\n{lines}\r\n".encode()


def _request(connection: Connection) -> bytes:
    found = b""
    while b"\r\n\r\n" not in found:
        found += _some(connection)
    lines = found.partition(b"\r\n\r\n")[0].lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
    while len(found.partition(b"\r\n\r\n")[2]) < length:
        found += _some(connection)
    return found


def _some(connection: Connection) -> bytes:
    piece = connection.recv(65_536)
    if not piece:
        raise OSError("They hung up.")
    return piece
