"""What a benchmark found: ratios with their bounds, counts that must be right, notes; printed or as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Bound:
    """What a ratio must keep: `at least` or `at most` a number."""

    side: Literal["at least", "at most"]
    number: float

    def holds(self, ratio: float) -> bool:
        return ratio >= self.number if self.side == "at least" else ratio <= self.number

    def __str__(self) -> str:
        return f"{self.side} {self.number:g}"


def at_least(number: float) -> Bound:
    return Bound("at least", number)


def at_most(number: float) -> Bound:
    return Bound("at most", number)


@dataclass(slots=True)
class Row:
    """One line of the table. Without a bound the row only tells."""

    what: str
    figure: str
    reference: str = ""
    ratio: float | None = None
    bound: Bound | None = None

    @property
    def verdict(self) -> str:
        if self.bound is None or self.ratio is None:
            return ""
        return "holds" if self.bound.holds(self.ratio) else "DOES NOT HOLD"

    def cells(self) -> tuple[str, ...]:
        ratio = "" if self.ratio is None else f"{self.ratio:.3g}"
        bound = "" if self.bound is None else str(self.bound)
        return (self.what, self.figure, self.reference, ratio, bound, self.verdict)


HEADINGS = ("what", "figure", "reference in the same run", "ratio", "bound", "verdict")


@dataclass(slots=True)
class Report:
    """The findings of one benchmark; `wrong` holds every count that was not what it must be."""

    title: str
    rows: list[Row] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(
        self,
        what: str,
        figure: str,
        reference: str = "",
        ratio: float | None = None,
        bound: Bound | None = None,
    ) -> None:
        self.rows.append(Row(what, figure, reference, ratio, bound))

    def count(self, name: str, found: int, must_be: int | None = None) -> None:
        """A count; when it must be something and is not, the benchmark fails."""
        self.counts[name] = self.counts.get(name, 0) + found
        if must_be is not None and found != must_be:
            self.wrong.append(f"{name}: {found} instead of {must_be}")

    def finish(self, json_path: Path | None = None) -> int:
        """Print everything; the exit code is 1 only when a count was wrong, for times are the machine's."""
        self._print()
        if json_path:
            rows = [dict(zip(HEADINGS, row.cells(), strict=True)) for row in self.rows]
            found = asdict(self) | {"rows": rows}
            with json_path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(found) + "\n")
        return 1 if self.wrong else 0

    def _print(self) -> None:
        print(f"\n{self.title}\n")
        table = [HEADINGS, *(row.cells() for row in self.rows)]
        widths = [max(len(line[column]) for line in table) for column in range(len(HEADINGS))]
        for line in table:
            print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
        if self.counts:
            print("\nCounts: " + ", ".join(f"{name} {number:,}" for name, number in self.counts.items()))
        for note in self.notes:
            print(f"Note: {note}")
        for fault in self.wrong:
            print(f"WRONG: {fault}", file=sys.stderr)
        sys.stdout.flush()
