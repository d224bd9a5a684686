"""Whether pages stay quick and small with thousands of libraries: `python -m benchmarks.many_libraries`.

The same desk with 12 and with 9,225 libraries, which the import made of a survey's file; who waits and who
works there is alike. Each page is asked for in turn from both.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.support.desk_worker import desk
from benchmarks.support.figures import ms
from benchmarks.support.options import Options, options, parser
from benchmarks.support.report import Report, at_most

SMALL = 12
LARGE = 9_225
MORE_BYTES = 3_000  # a page of fifty rows weighs more than one of a dozen
# Whoever sees nearly all of many queues asks once, for each list, which ones are not seen (desk/sight.py).
MORE_QUERIES = 2
WORKER = "benchmarks.support.library_worker"


def main(arguments: Sequence[str] | None = None) -> int:
    made = parser(__doc__ or "", seconds=1, rounds=5)
    made.add_argument("--small", type=int, default=SMALL, help=f"libraries (default {SMALL:,})")
    made.add_argument("--large", type=int, default=LARGE, help=f"libraries (default {LARGE:,})")
    made.add_argument("--file", type=Path, help="a survey's file for the large one, instead of invented ones")
    found = made.parse_args(arguments)
    return measure(options(found), found.small, found.large, found.file).finish(found.json)


def measure(chosen: Options, small: int, large: int, file: Path | None) -> Report:
    report = Report(f"Pages at {small:,} and {large:,} libraries ({chosen.database})")
    more = [str(file.absolute())] if file else []
    with (
        desk(WORKER, chosen.database, str(small)) as one,
        desk(WORKER, chosen.database, str(large), *more) as other,
    ):
        one.ask()
        report.notes.append(f"{large:,} libraries were imported in {other.ask()['imported_seconds']} s.")
        weights = one.ask("\n"), other.ask("\n")
        best = {name: (float("inf"), float("inf")) for name in weights[0]}
        for _ in range(chosen.rounds):
            for name, before in best.items():
                now = (each.ask(f"{name}\n")["seconds"] for each in (one, other))
                best[name] = (min(before[0], next(now)), min(before[1], next(now)))
    for name, (few, many) in best.items():
        (queries, size), (more_queries, more_size) = weights[0][name], weights[1][name]
        report.add(
            name,
            f"{ms(many)}, {more_queries} queries, {more_size:,} bytes",
            f"{ms(few)}, {queries} queries, {size:,} bytes",
            many / few,
            at_most(1.5),
        )
    _count(report, *weights)
    return report


def _count(report: Report, few: dict[str, list[int]], many: dict[str, list[int]]) -> None:
    """What is fixed whatever the machine: how many queries a page takes, and what it weighs (gzip)."""
    report.count("pages", len(few))
    grown = [name for name in few if many[name][0] > few[name][0] + MORE_QUERIES]
    heavy = [name for name in few if many[name][1] > few[name][1] + MORE_BYTES]
    report.notes += [f"More queries with many than with few: {name.strip()}." for name in grown]
    report.notes += [f"Heavier by more than {MORE_BYTES:,} bytes: {name.strip()}." for name in heavy]
    report.count("pages whose queries grow with the libraries", len(grown), must_be=0)
    report.count("pages whose weight grows with the libraries", len(heavy), must_be=0)


if __name__ == "__main__":
    sys.exit(main())
