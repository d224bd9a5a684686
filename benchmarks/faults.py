"""What a desk of several processes loses when something breaks: `python -m benchmarks.faults`.

Two lines, pages and two workers on one PostgreSQL; 200 conversations in which both sides write, hand on and
reconnect, while servers, workers, PostgreSQL, the network, a clock or the bus break; and one process on
SQLite whose disk fills up. Takes about a quarter of an hour. What must be 0 and is not makes it fail.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.support.options import leave_tidily
from benchmarks.support.report import Report
from tests.faults.faults import FAULTS, LONG, OF_VALKEY, Scene, Size, fill_the_disk, scene, survive
from tests.faults.storm import Counts

COLUMNS = tuple(asdict(Counts()))
DISK = "disk of an embedded desk full"
MUST_BE_NONE = ("lost", "doubled", "reordered", "stuck")


def main(arguments: Sequence[str] | None = None) -> int:
    leave_tidily()
    made = argparse.ArgumentParser(description=__doc__)
    for name in ("talks", "messages", "kills"):
        made.add_argument(f"--{name}", type=int, default=getattr(LONG, name), help="default %(default)s")
    made.add_argument(
        "--seconds", type=float, default=LONG.seconds, help="of a silence (default %(default)s)"
    )
    made.add_argument("--only", choices=[*FAULTS, *OF_VALKEY, DISK], help="one fault instead of all")
    made.add_argument("--json", type=Path, help="add the findings to this file, as one JSON object")
    found = made.parse_args(arguments)
    size = replace(LONG, talks=found.talks, messages=found.messages, kills=found.kills, seconds=found.seconds)
    report = Report(f"{size.talks} conversations, while something breaks")
    print(f"{'':30}" + "".join(f"{column:>14}" for column in COLUMNS), flush=True)
    for by_valkey, faults in ((False, FAULTS), (True, OF_VALKEY)):
        chosen = {name: fault for name, fault in faults.items() if found.only in (None, name)}
        if chosen:
            with tempfile.TemporaryDirectory(prefix="commondesk-faults-") as folder:
                _break(scene(Path(folder), by_valkey=by_valkey), chosen, size, report)
    if found.only in (None, DISK):
        with tempfile.TemporaryDirectory(prefix="commondesk-faults-") as folder:
            _tell(DISK, fill_the_disk(Path(folder), size), report)
    return report.finish(found.json)


def _break(
    place: AbstractContextManager[Scene],
    faults: dict[str, Callable[[Scene, Size], None]],
    size: Size,
    report: Report,
) -> None:
    """One after the other, each in a storm of its own; a line of the table each."""
    with place as installation:
        for name, fault in faults.items():
            _tell(name, survive(installation, fault, size), report)


def _tell(name: str, found: Counts, report: Report) -> None:
    counts = asdict(found)
    print(f"{name:30}" + "".join(f"{counts[column]:>14,}" for column in COLUMNS), flush=True)
    for column in COLUMNS:
        must_be = 0 if column in MUST_BE_NONE else None
        report.count(f"{column}, {name}" if must_be == 0 else column, counts[column], must_be)
    if counts["sent"] != counts["acknowledged"]:
        report.wrong.append(f"{name}: not all was acknowledged")


if __name__ == "__main__":
    sys.exit(main())
