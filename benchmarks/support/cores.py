"""One core for the server and its database, the others for those who load it."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from pathlib import Path

_ALL = sorted(os.sched_getaffinity(0))
SERVER_CORE = {_ALL[0]}
LOAD_CORES = set(_ALL[1:]) or SERVER_CORE
FILES = 20_000


def on_server_core() -> None:
    """For a child between fork and exec: the server's core, and room for thousands of connections."""
    os.sched_setaffinity(0, SERVER_CORE)
    raise_file_limit()


def load_from_here() -> None:
    """This process loads the server and must not take its core."""
    os.sched_setaffinity(0, LOAD_CORES)
    raise_file_limit()


def pin_tree(pid: int) -> None:
    """Put a running server and all its children on the server's core; later children inherit it."""
    for each in (pid, *children(pid)):
        try:
            os.sched_setaffinity(each, SERVER_CORE)
        except ProcessLookupError:
            continue


def children(pid: int) -> list[int]:
    """All processes below this one; those that end while we look may be missing."""
    found = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, task.read_text().split()):
                found += [child, *children(child)]
    return found


def raise_file_limit() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def cpu_seconds(pid: int) -> float:
    """Processor time that this process and its children have used, with those that have ended since."""
    ticks = os.sysconf("SC_CLK_TCK")
    return sum(_ticks(each) for each in (pid, *children(pid))) / ticks


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15]))  # its own, and that of children whose end it has seen


def resident_kb(pid: int) -> int:
    """Memory of this process that is in RAM, in kB."""
    return _status(pid, "VmRSS")


def threads(pid: int) -> int:
    return _status(pid, "Threads")


def _status(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise LookupError(name)
