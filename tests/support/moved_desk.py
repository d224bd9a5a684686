"""A served desk on whose clock an hour passes in seconds."""

from __future__ import annotations

import socket
from pathlib import Path

from tests.support.served_desk import ServedDesk


class MovedDesk(ServedDesk):
    """As `ServedDesk`; `move` lets time pass, `sweep` does at once what the desk does every few seconds."""

    def __init__(self, folder: Path, seed: str) -> None:
        self._orders = folder / "clock"
        super().__init__(folder, program=["tests.support.serve_moved", str(self._orders), "serve"], seed=seed)

    def move(self, seconds: int) -> None:
        self._order(str(seconds))

    def sweep(self) -> None:
        self._order("sweep")

    def _order(self, order: str) -> None:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(60)
            line.connect(str(self._orders))
            line.sendall(order.encode() + b"\n")
            assert line.recv(16) == b"done\n"
