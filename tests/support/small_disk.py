"""A disk that is soon full: a file system in memory of some megabytes, and something to fill it with."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

MEGABYTES: Final = 48
NOT_ALLOWED: Final = (
    "A small disk can be mounted by root only: run the tests as root, or by "
    "`unshare --map-root-user --mount bin/test ...`, which makes one for this run."
)


class SmallDisk:
    """Mounted on `folder`, an empty directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        self.folder.mkdir()
        size = f"size={MEGABYTES}m"
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", self.folder], check=False)
        if done.returncode:
            raise RuntimeError(NOT_ALLOWED)
        return self

    def __exit__(self, *_: Any) -> None:
        subprocess.run(["umount", "--lazy", self.folder], check=True)

    @contextmanager
    def full(self) -> Iterator[None]:
        """Meanwhile no byte finds room."""
        filler = self.folder / "filler"
        try:
            with filler.open("wb", buffering=0) as file:
                for size in (1024 * 1024, 4096):
                    try:
                        while True:
                            file.write(os.urandom(size))
                    except OSError:
                        continue
            yield
        finally:
            filler.unlink()
