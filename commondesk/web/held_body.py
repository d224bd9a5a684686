"""A request's body while it comes in: small ones in memory, files on the disk, under no name."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final, Protocol

from commondesk.plumbing.stream import Message

PIECE: Final = 64 * 1024


class HeldBody(Protocol):
    """What the front door needs of either."""

    size: int

    async def add(self, piece: bytes) -> None: ...

    async def receive(self) -> Message:
        """The body again, from its beginning, piece after piece."""
        ...

    def close(self) -> None: ...


class InMemory:
    """A page's form, or JSON."""

    def __init__(self) -> None:
        self.size = 0
        self._bytes = bytearray()

    async def add(self, piece: bytes) -> None:
        self._bytes += piece
        self.size += len(piece)

    async def receive(self) -> Message:
        return {"type": "http.request", "body": bytes(self._bytes), "more_body": False}

    def close(self) -> None:
        """Nothing to do."""


class OnDisk:
    """A file that has no name and so is gone with the process, whatever ends it. Raises OSError."""

    def __init__(self, folder: Path) -> None:
        self.size = 0
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._left = -1

    async def add(self, piece: bytes) -> None:
        # The disk may be slow, and the event loop belongs to everybody.
        if self._file is None:
            self._file = await asyncio.to_thread(self._begin)
        await asyncio.to_thread(self._file.write, piece)
        self.size += len(piece)

    async def receive(self) -> Message:
        if self._file is None:
            return {"type": "http.request", "body": b"", "more_body": False}
        if self._left < 0:
            self._file.seek(0)
            self._left = self.size
        piece = await asyncio.to_thread(self._file.read, PIECE)
        self._left -= len(piece)
        return {"type": "http.request", "body": piece, "more_body": self._left > 0 and piece != b""}

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _begin(self) -> IO[bytes]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return TemporaryFile(dir=self._folder)
