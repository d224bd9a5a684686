"""Worker processes, each with an installation of its own, which answer lines with lines of JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from benchmarks.support.server import ROOT


class Desk:
    """A worker process with an installation of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, what: str = "") -> dict[str, Any]:
        """Its next answer, after saying `what`."""
        assert self._process.stdin
        assert self._process.stdout
        if what:
            self._process.stdin.write(what)
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("The worker has gone; what it said stands above.")
        return dict(json.loads(line))


@contextmanager
def desk(module: str, *arguments: str) -> Iterator[Desk]:
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield Desk(process)
    finally:
        assert process.stdin
        with suppress(BrokenPipeError):
            process.stdin.close()
        if sys.exc_info()[0]:
            process.terminate()  # it may be in the midst of writing a million rows
        process.wait(60)
