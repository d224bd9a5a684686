"""All benchmarks, one after the other, on both databases: `python -m benchmarks`.

Each is a process of its own, because Django's settings are read once a process. Takes about twenty minutes,
most of it for writing a million conversations twice; `--quick` leaves those out.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.support.server import ROOT

ON_BOTH = ("messages", "push", "streams", "batch", "reports", "lists", "many_libraries")
SLOW = ("reports", "lists")


def main(arguments: Sequence[str] | None = None) -> int:
    made = argparse.ArgumentParser(description="Run all benchmarks on both databases.")
    made.add_argument("--quick", action="store_true", help="without the million conversations")
    made.add_argument("--json", type=Path, help="add the findings to this file, one JSON object a line")
    found = made.parse_args(arguments)
    more = ["--json", str(found.json.absolute())] if found.json else []
    faults = _run("weight", *more) + _run("page_weight", *more)
    for name in ON_BOTH:
        if not (found.quick and name in SLOW):
            faults += sum(_run(name, "--database", database, *more) for database in ("sqlite", "postgres"))
    return 1 if faults else 0


def _run(name: str, *arguments: str) -> int:
    done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *arguments], cwd=ROOT, check=False)
    return int(done.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
