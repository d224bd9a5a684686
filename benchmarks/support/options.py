"""The options all benchmarks take."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.support.place import Place, place
from benchmarks.support.report import Report


@dataclass(frozen=True, slots=True)
class Options:
    """`database` as a report tells it, with its bus; `seconds` is how long one measurement lasts, `rounds`
    how often each is repeated in turn.
    """

    database: str
    seconds: float
    rounds: int
    json: Path | None


def run(
    measure: Callable[[Place, Options, int], Report],
    arguments: Sequence[str] | None,
    says: str | None,
    *,
    seconds: float,
    rounds: int = 3,
    number: tuple[str, int],
) -> int:
    """A benchmark of so many of something on one throw-away installation; `number`: its name and default."""
    made = parser(says or "", seconds, rounds)
    name, default = number
    made.add_argument(f"--{name}", type=int, default=default, help=f"default {default:,}")
    made.add_argument("--bus", choices=("valkey",), default="", help="instead of the database's NOTIFY")
    found = made.parse_args(arguments)
    if found.bus and found.database != "postgres":
        made.error("a bus goes with --database postgres")
    with place(found.database, bus=found.bus) as where:
        return measure(where, options(found), getattr(found, name)).finish(found.json)


def parser(says: str, seconds: float, rounds: int = 3) -> argparse.ArgumentParser:
    leave_tidily()
    made = argparse.ArgumentParser(description=says)
    made.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite", help="default sqlite")
    made.add_argument(
        "--seconds", type=float, default=seconds, help=f"of each measurement (default {seconds:g})"
    )
    made.add_argument("--rounds", type=int, default=rounds, help=f"of all measurements (default {rounds})")
    made.add_argument("--json", type=Path, help="add the findings to this file, one JSON object a line")
    return made


def leave_tidily() -> None:
    """Ended from outside, a benchmark still stops its servers and takes its folders away."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def options(found: argparse.Namespace) -> Options:
    bus = getattr(found, "bus", "")
    return Options(
        f"{found.database}, {bus}" if bus else found.database, found.seconds, max(1, found.rounds), found.json
    )
