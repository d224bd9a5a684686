"""A report over two years of a state, from its roll-ups against counted anew: `python -m benchmarks.reports`.

What is over is kept a month a row, so that years cost what their months cost and not what was asked in them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.support import cores
from benchmarks.support.figures import ms
from benchmarks.support.options import Options, run
from benchmarks.support.place import Place
from benchmarks.support.report import Report, at_most

STATE = 120_000


def main(arguments: Sequence[str] | None = None) -> int:
    return run(measure, arguments, __doc__, seconds=1, number=("conversations", STATE))


def measure(where: Place, chosen: Options, number: int) -> Report:
    from benchmarks.support.filling import fill
    from commondesk.plumbing import clock
    from commondesk.reports.roll_up import roll_up
    from tests.cast import make_cast

    fill(where, make_cast(), number)
    cores.on_server_core()
    report = Report(f"Two years of {number:,} conversations ({chosen.database})")
    anew, asked, queries = _read(chosen.rounds)
    started = time.perf_counter()
    months = roll_up(clock.now())
    report.notes.append(f"{months} months were rolled up in {ms(time.perf_counter() - started)}.")
    kept, asked_of_kept, queries_of_kept = _read(chosen.rounds)
    report.add("from roll-ups, against counted anew", ms(kept), ms(anew), kept / anew, at_most(0.25))
    _add_promise(report, anew)
    report.count("asked", asked_of_kept, must_be=asked)
    report.count("queries", queries_of_kept, must_be=queries)
    report.count("months rolled up again without need", roll_up(clock.now()), must_be=0)
    return report


def _add_promise(report: Report, anew: float) -> None:
    """What everybody reads at `/promise/`: counted once in ten minutes, and looked at by everybody."""
    from commondesk.reports.answering import Way, answering, count_answering

    promises = {Way.CHAT: 60, Way.LATER: 48 * 3600}
    _counted, counting = _timed(lambda: count_answering(promises))
    _counted, _filling = _timed(lambda: answering(promises))
    _counted, looking = _timed(lambda: answering(promises))
    report.add(
        "thirty days of the promise page, counted", ms(counting), ms(anew), counting / anew, at_most(0.5)
    )
    report.add("the same, looked at", ms(looking), ms(counting), looking / counting, at_most(0.5))


def _read(rounds: int) -> tuple[float, int, int]:
    """Seconds that the report takes at best, what it counts as asked, and by how many queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked, _untimed = _timed(_two_years)
    with CaptureQueriesContext(connection) as captured:
        _two_years()
    return min(_timed(_two_years)[1] for _ in range(rounds)), asked, len(captured)


def _two_years() -> int:
    from benchmarks.support.filling import SPAN
    from commondesk.plumbing import clock
    from commondesk.reports.month import month_of
    from commondesk.reports.monthly import monthly

    zone = ZoneInfo("America/New_York")
    first = month_of(clock.now() - SPAN, zone).previous
    return monthly(first, None, month_of(clock.now(), zone)).all.asked


def _timed(what: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    return what(), time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
