"""A wire between a process and its database, which a test may hold: nothing passes, and nobody is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from tests.postgres import Cluster


class Wire:
    """Listens on a port of this machine and passes bytes on to a socket file, both ways, unless held."""

    def __init__(self, to: Path) -> None:
        self.to = to
        self._passes = threading.Event()
        self._passes.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._open: list[socket.socket] = []

    @classmethod
    def to_cluster(cls, cluster: Cluster) -> Self:
        """The wire to a PostgreSQL that listens on no network by itself."""
        return cls(cluster.folder / ".s.PGSQL.5432")

    def __enter__(self) -> Self:
        threading.Thread(target=self._take, daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._passes.set()
        for one in [self._listening, *self._open]:
            one.close()

    def url(self, database: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Meanwhile no byte passes; the connections stay, as over a network that has broken in the middle."""
        self._passes.clear()
        try:
            yield
        finally:
            self._passes.set()

    def _take(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            try:
                far.connect(str(self.to))
            except OSError:
                near.close()
                far.close()
                continue
            self._open += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                self._passes.wait()
                target.sendall(piece)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
