"""The log's `append` by itself, a batch a transaction: `python -m benchmarks.batch`.

What group commit gives before HTTP takes its share, and with PostgreSQL what NOTIFY in each batch costs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from unittest.mock import patch

from benchmarks.support import cores
from benchmarks.support.disk import single_row_commits
from benchmarks.support.figures import median, rate
from benchmarks.support.options import Options, options, parser
from benchmarks.support.place import Place, place
from benchmarks.support.report import Report, at_least

TALKS = 64
SIZES = (1, 8, 64)
WHOLE = SIZES[-1]


def main(arguments: Sequence[str] | None = None) -> int:
    found = parser(__doc__ or "", seconds=1).parse_args(arguments)
    with place(found.database) as where:
        return measure(where, options(found)).finish(found.json)


def measure(where: Place, chosen: Options) -> Report:
    from benchmarks.support.talks import make_talks
    from commondesk.desk.event import Event
    from tests.cast import make_cast

    codes = [talk.code for talk in make_talks(make_cast(), TALKS)]
    already = Event.objects.count()
    cores.on_server_core()
    commits: list[float] = []
    rates: dict[int, list[float]] = {size: [] for size in SIZES}
    silent: list[float] = []
    appended = 0
    for _ in range(chosen.rounds):
        commits.append(single_row_commits(where, chosen.seconds))
        for size, found in rates.items():
            appended += _append(codes, size, chosen.seconds, found)
        with _in_process_only():
            appended += _append(codes, WHOLE, chosen.seconds, silent)
    report = Report(f"append alone, one transaction a batch ({chosen.database})")
    _tell(report, rates, commits, silent if where.cluster else [])
    report.count("appended", appended)
    report.count("stored", Event.objects.count() - already, must_be=appended)
    return report


def _append(codes: Sequence[str], size: int, seconds: float, rates: list[float]) -> int:
    """Batches of `size` messages, each to another conversation, for so long; how many messages."""
    from django.db import transaction

    from commondesk.desk.log import append
    from commondesk.desk.message import patron_item
    from commondesk.plumbing.tokens import new_key

    done, start = 0, time.perf_counter()
    while (now := time.perf_counter()) - start < seconds:
        batch = [codes[(done + place) % len(codes)] for place in range(size)]
        items = [patron_item(code, "Is it on film?", {}, new_key()) for code in batch]
        with transaction.atomic():
            for outcome in append(items, skip_locked=True):
                outcome.event_or_refusal()
        done += size
    rates.append(done / (now - start))
    return done


def _in_process_only() -> AbstractContextManager[object]:
    """Wakes reach this process alone, as with SQLite."""
    from django.db import transaction

    from commondesk.plumbing import bus

    return patch.object(bus, "wake", lambda wakes: transaction.on_commit(lambda: bus.publish(wakes)))


def _tell(
    report: Report, rates: dict[int, list[float]], commits: Sequence[float], silent: Sequence[float]
) -> None:
    single = f"{rate(median(commits))} single-row commits"
    for size, found in rates.items():
        against = median(one / other for one, other in zip(found, commits, strict=True))
        report.add(f"batches of {size}", rate(median(found)), single, against)
    if silent:
        against = median(one / other for one, other in zip(rates[WHOLE], silent, strict=True))
        without = f"{rate(median(silent))} in process only"
        report.add(
            f"NOTIFY in batches of {WHOLE}", rate(median(rates[WHOLE])), without, against, at_least(0.6)
        )


if __name__ == "__main__":
    sys.exit(main())
