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
        order(self._orders, str(seconds))

    def sweep(self) -> None:
        order(self._orders, "sweep")


def order(orders: Path, what: str) -> None:
    """Tell a process of serve_moved.py at this socket; returns when it is done."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(60)
        line.connect(str(orders))
        line.sendall(what.encode() + b"\n")
        assert line.recv(16) == b"done\n"
