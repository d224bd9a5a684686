"""Counts that can be added up: what was asked by queue and asking library, what was answered by library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, TypedDict, TypeVar

from commondesk.reports.figures import Fate, Figures

Key = TypeVar("Key")
Pairs = list[list[Any]]


class AskedJson(TypedDict):
    queue: int
    library: int | None
    asked: int
    claimed: int
    fates: Pairs
    waits: Pairs
    kinds: Pairs
    read_levels: Pairs
    topics: Pairs


class GivenJson(TypedDict):
    library: int | None
    taken: int
    fates: Pairs


class CountsJson(TypedDict):
    asked: list[AskedJson]
    given: list[GivenJson]


@dataclass(slots=True)
class Given:
    """What a library's staff did: conversations they held, and how those stand that they held last."""

    taken: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)

    def add(self, more: Given) -> None:
        self.taken += more.taken
        self.fates.update(more.fates)


@dataclass(slots=True)
class AskedThere:
    """What patrons asked; kinds, READ levels and topics are None where nobody has said."""

    figures: Figures = field(default_factory=Figures)
    kinds: Counter[str | None] = field(default_factory=Counter)
    read_levels: Counter[int | None] = field(default_factory=Counter)
    topics: Counter[str | None] = field(default_factory=Counter)

    def add(self, more: AskedThere) -> None:
        self.figures.add(more.figures)
        self.kinds.update(more.kinds)
        self.read_levels.update(more.read_levels)
        self.topics.update(more.topics)


@dataclass(slots=True)
class Counts:
    """`asked` by the ids of queue and asking library, `given` by that of the answering library.

    Both are of the same conversations, seen from either side, and never added up with each other.
    """

    asked: dict[tuple[int, int | None], AskedThere] = field(default_factory=dict)
    given: dict[int | None, Given] = field(default_factory=dict)

    def asked_in(self, queue: int, library: int | None) -> AskedThere:
        return self.asked.setdefault((queue, library), AskedThere())

    def given_by(self, library: int | None) -> Given:
        return self.given.setdefault(library, Given())

    def add(self, more: Counts) -> None:
        for (queue, library), asked in more.asked.items():
            self.asked_in(queue, library).add(asked)
        for library, given in more.given.items():
            self.given_by(library).add(given)

    def of(self, libraries: Collection[int]) -> Counts:
        """What the patrons of these asked, and what their staff answered."""
        return Counts(
            {key: asked for key, asked in self.asked.items() if key[1] in libraries},
            {library: given for library, given in self.given.items() if library in libraries},
        )

    def as_json(self) -> CountsJson:
        return {
            "asked": [_asked_json(*key, asked) for key, asked in self.asked.items()],
            "given": [
                {"library": library, "taken": given.taken, "fates": _pairs(given.fates)}
                for library, given in self.given.items()
            ],
        }


def read_counts(stored: CountsJson) -> Counts:
    """What `as_json` has made."""
    found = Counts()
    for row in stored["asked"]:
        found.asked[row["queue"], row["library"]] = AskedThere(
            Figures(row["asked"], row["claimed"], _fates(row["fates"]), _counter(row["waits"])),
            _counter(row["kinds"]),
            _counter(row["read_levels"]),
            _counter(row["topics"]),
        )
    for given in stored["given"]:
        found.given[given["library"]] = Given(given["taken"], _fates(given["fates"]))
    return found


def _asked_json(queue: int, library: int | None, asked: AskedThere) -> AskedJson:
    return {
        "queue": queue,
        "library": library,
        "asked": asked.figures.asked,
        "claimed": asked.figures.claimed,
        "fates": _pairs(asked.figures.fates),
        "waits": _pairs(asked.figures.waits),
        "kinds": _pairs(asked.kinds),
        "read_levels": _pairs(asked.read_levels),
        "topics": _pairs(asked.topics),
    }


def _pairs(counter: Counter[Key]) -> Pairs:
    """As pairs, because the keys of an object in JSON can be no numbers and not be missing."""
    return [[key, number] for key, number in counter.items()]


def _counter(pairs: Iterable[list[Any]]) -> Counter[Any]:
    return Counter(dict(pairs))


def _fates(pairs: Pairs) -> Counter[Fate]:
    return Counter({Fate(key): number for key, number in pairs})
