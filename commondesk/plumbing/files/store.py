"""Where files are kept: under random names, in a folder of the data directory that no web server shows."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from commondesk.plumbing.refusal import TryAgain

HANDLE: Final = re.compile(r"[a-z2-7]{26}")
# Messages and the database come first: with SQLite they live on the same disk.
KEEP_FREE: Final = 256 * 1024 * 1024
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"


class FileStore:
    """One folder. A file is there whole, or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, content: bytes) -> str:
        """Write it to the disk for good; its random name. Raises TryAgain when the disk is full or away."""
        handle = "".join(secrets.choice(_LETTERS) for _ in range(26))
        path = self._path(handle)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if shutil.disk_usage(self.root).free < KEEP_FREE + len(content):
                raise TryAgain(retry_after=60)
            self._write(path, content)
        except OSError:
            self.delete([handle])
            raise TryAgain(retry_after=60) from None
        return handle

    def open(self, handle: str) -> IO[bytes] | None:
        """To be read; None when it is gone."""
        try:
            return self._path(handle).open("rb")
        except OSError:
            return None

    def delete(self, handles: Iterable[str]) -> None:
        """Gone, whether it was there or not. What the disk does not let go of now, the sweep takes."""
        for handle in handles:
            for path in (self._path(handle), self._path(handle).with_suffix(".part")):
                try:
                    path.unlink(missing_ok=True)
                except OSError:
                    continue

    def older_than(self, seconds: float) -> Iterator[str]:
        """The names of all files that were written longer ago than this, finished or not."""
        before = time.time() - seconds
        for path in self.root.glob("*/*"):
            try:
                if HANDLE.fullmatch(path.stem) and path.stat().st_mtime < before:
                    yield path.stem
            except OSError:
                continue

    def _path(self, handle: str) -> Path:
        if not HANDLE.fullmatch(handle):
            raise ValueError("no name of ours")
        return self.root / handle[:2] / handle

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        half = path.with_suffix(".part")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.rename(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
