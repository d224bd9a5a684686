"""What may be told to everybody of many questions, and leads back to nobody.

Numbers are rounded to five and those below five are not told, none among them: so no figure is one person.
That a figure has changed may still tell that one more was counted, of whom nothing else is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from commondesk.reports.figures import Fate, Figures

FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class Told:
    """Of some questions; None: fewer than five, or of nothing that could be measured. Waits in seconds."""

    asked: int
    answered: int | None
    passed_on: int | None
    gave_up: int | None
    unanswered: int | None
    half: int | None = None
    most: int | None = None
    kept: int | None = None  # of a hundred for whom the promise was kept


@dataclass(slots=True)
class Tally:
    figures: Figures = field(default_factory=Figures)
    due: int = 0
    kept: int = 0

    @property
    def asked(self) -> int:
        return self.figures.asked

    def count(self, how: Fate, is_due: bool, is_kept: bool, wait: int | None = None) -> None:
        self.figures.asked += 1
        self.figures.fates[how] += 1
        self.due += is_due
        self.kept += is_kept
        if wait is not None:
            self.figures.waits[wait] += 1

    def told(self) -> Told | None:
        """None: too few to tell."""
        asked = rounded(self.asked)
        if not asked:
            return None
        fates, enough = self.figures.fates, self.figures.waits.total() >= FEWEST
        return Told(
            asked,
            rounded(fates[Fate.ANSWERED]),
            rounded(fates[Fate.REFERRED]),
            rounded(fates[Fate.LOST]),
            rounded(fates[Fate.UNANSWERED] + fates[Fate.OPEN]),
            self.figures.median_wait if enough else None,
            self.figures.long_wait if enough else None,
            100 * self.kept // self.due // FEWEST * FEWEST if self.due >= FEWEST else None,
        )


def rounded(number: int) -> int | None:
    """To five; None: fewer than five."""
    return None if number < FEWEST else (number + FEWEST // 2) // FEWEST * FEWEST
