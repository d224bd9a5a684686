"""Whether lists stay as quick when years have passed: `python -m benchmarks.lists`.

The same desk with 10,000 and with 1,000,000 conversations behind it; the present (who waits, who talks) is
alike. Each page is asked for in turn from both, by a librarian, a coordinator and the help desk.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from benchmarks.support.desk_worker import desk
from benchmarks.support.figures import ms
from benchmarks.support.options import Options, options, parser
from benchmarks.support.report import Report, at_most

SMALL = 10_000
LARGE = 1_000_000
WORKER = "benchmarks.support.list_worker"
# These go back through what has a topic, a holder or a word and show what of it one may see: in ever larger
# steps, of which few are enough, however long the past. All other pages ask the very same number.
LED = ("by topic", "by person", "by a common word and topic", "by a common word in a library")
LOOKS = 12


def main(arguments: Sequence[str] | None = None) -> int:
    made = parser(__doc__ or "", seconds=1, rounds=9)
    made.add_argument("--small", type=int, default=SMALL, help=f"conversations (default {SMALL:,})")
    made.add_argument("--large", type=int, default=LARGE, help=f"conversations (default {LARGE:,})")
    found = made.parse_args(arguments)
    return measure(options(found), found.small, found.large).finish(found.json)


def measure(chosen: Options, small: int, large: int) -> Report:
    report = Report(f"Lists at {small:,} and {large:,} conversations ({chosen.database})")
    with desk(WORKER, chosen.database, str(small)) as one, desk(WORKER, chosen.database, str(large)) as other:
        report.notes.append(f"{large:,} conversations were written in {other.ask()['filled_seconds']} s.")
        one.ask()
        queries = one.ask("\n"), other.ask("\n")
        best = {name: (float("inf"), float("inf")) for name in queries[0]}
        for _ in range(chosen.rounds):
            for name, before in best.items():
                # In turn and the best of all: what else the machine does is not the size's fault.
                now = (each.ask(f"{name}\n")["seconds"] for each in (one, other))
                best[name] = (min(before[0], next(now)), min(before[1], next(now)))
    for name, (few, many) in best.items():
        figure, reference = (
            f"{ms(many)}, {queries[1][name]} queries",
            f"{ms(few)}, {queries[0][name]} queries",
        )
        report.add(name, figure, reference, many / few, at_most(1.5))
    report.count("pages", len(queries[0]))
    more = {name.strip(): queries[1][name] - queries[0][name] for name in queries[0]}
    report.notes += [
        f"{name}: {number:+} queries at the larger size." for name, number in more.items() if number
    ]
    differing = [name for name, number in more.items() if number > (LOOKS if name.startswith(LED) else 0)]
    report.count("pages whose queries grow with the size", len(differing), must_be=0)
    return report


if __name__ == "__main__":
    sys.exit(main())
