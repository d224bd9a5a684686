"""An imagined country that asks: when, how much, for how long. All is assumed; `docs/scale.md` says why."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

MINUTES = 24 * 60
# Share of a day's questions by the hour at which they are asked, local time: a weekday of a desk open day and
# night, with its height in the afternoon and a second one when homework is done.
BY_HOUR = (
    0.6, 0.4, 0.3, 0.2, 0.2, 0.4, 0.9, 2.0, 3.8, 5.6, 6.8, 7.2,
    7.0, 7.4, 7.8, 7.8, 7.4, 6.6, 6.0, 6.2, 6.0, 4.8, 3.0, 1.6,
)  # fmt: skip
# Hours behind the first zone, and share of the people: the United States without the islands.
ZONES = ((0, 0.47), (1, 0.29), (2, 0.07), (3, 0.17))
BUSIEST_DAY = 1.9  # times the year's average day: a Monday of the last weeks of a term
SEED = 17


@dataclass(frozen=True, slots=True)
class Country:
    """Habits of everybody; times in seconds unless said otherwise."""

    libraries: int = 9_000
    questions: int = 150_000_000
    consortia: int = 50
    largest_share: float = 0.12  # of all questions, in the largest consortium
    messages: int = 12
    talk_minutes: float = 10.0  # median; a tenth lasts over half an hour
    spread: float = 0.85  # sigma of the logarithm of a talk's length
    talks_per_librarian: float = 2.5
    pages_per_question: float = 1.6  # ask pages looked at for each question asked
    streams_per_talk: float = 2.5  # a page looked at anew, a phone that slept
    beat_seconds: float = 60.0  # patrons in talk answer every fourth beat
    look_seconds: float = 120.0  # a console that looks at everything anew
    bytes_per_talk: int = 60_000
    most_changes: float = 4.0  # a second: a line's snapshot is drawn no more often

    def desk(self, share: float) -> Desk:
        """One desk which this share of the country asks."""
        return Desk(self, share)


@dataclass(frozen=True, slots=True)
class Minute:
    """`asked` and `changes` a second, `talks` and `desks` open at once."""

    asked: float
    talks: float
    desks: float
    changes: float


@dataclass(slots=True)
class Desk:
    """The busiest day of one desk."""

    country: Country
    share: float
    _minutes: list[Minute] = field(default_factory=list)

    def minutes(self) -> list[Minute]:
        """The day, drawn once: the same at every call and in every run."""
        if not self._minutes:
            self._minutes = self._day()
        return self._minutes

    def _day(self) -> list[Minute]:
        chance = random.Random(SEED)
        day = self.country.questions / 365 * BUSIEST_DAY * self.share
        # Two days, of which the second is kept: at midnight talks of the evening are still open.
        asked = [_drawn(chance, day * _share_of_minute(minute % MINUTES)) for minute in range(2 * MINUTES)]
        lasting = self._still_open()
        found = []
        for minute in range(MINUTES, 2 * MINUTES):
            talks = sum(asked[minute - ago] * share for ago, share in enumerate(lasting))
            desks = max(2.0, talks / self.country.talks_per_librarian)
            changes = min(self.country.most_changes, asked[minute] / 60 * 2)
            found.append(Minute(asked[minute] / 60, talks, desks, changes))
        return found

    def _still_open(self) -> list[float]:
        """By minutes since they were asked, the share of talks that last."""
        middle, spread = math.log(self.country.talk_minutes), self.country.spread
        return [1.0] + [
            0.5 * math.erfc((math.log(age) - middle) / (spread * math.sqrt(2))) for age in range(1, 180)
        ]


def _share_of_minute(minute: int) -> float:
    """Of the whole country's day, over its zones, from one hour to the next without a step."""
    total = sum(BY_HOUR)
    found = 0.0
    for behind, people in ZONES:
        hour = (minute / 60 - behind) % 24
        before, part = int(hour), hour % 1
        found += people * (BY_HOUR[before] * (1 - part) + BY_HOUR[(before + 1) % 24] * part)
    return found / total / 60


def _drawn(chance: random.Random, mean: float) -> float:
    """So many of what happens by chance `mean` times (Poisson's law, by its normal neighbour)."""
    return max(0.0, mean + chance.gauss(0.0, math.sqrt(mean)))
