"""The groups of digits of a text, and which of them a person may mean as one number.

A run is groups of digits with at most three separators between them. What was masked before stays in its
run as a group of bullets. So the groups and their neighbours are the same before and after masking, which
is why masking twice finds nothing new. All decisions fall on whole groups: an ISBN is never taken for a
card because some digits in its middle would do.
"""

import re
from collections.abc import Container, Iterator, Sequence
from typing import Final, NamedTuple

# Digits of any script count; so do the invisible marks somebody may put between them.
# A comma or a stroke only by itself: numbers of a list have a space behind it.
_GAP: Final = r"(?:[,/|]|[\s\-.\u2010-\u2015\u2212_\u00ad\u200b-\u200f\u2060\ufeff\ufe0f\u20e3]{0,3})"
_RUN: Final = re.compile(rf"(?:\d+|•+)(?:{_GAP}(?:\d+|•+))*")
_GROUP: Final = re.compile(r"\d+|•+")


class Group(NamedTuple):
    """Digits that stand together, or bullets where digits were: then `digits` is empty."""

    start: int
    end: int
    digits: str


Run = Sequence[Group]


class Window(NamedTuple):
    """Some groups of a run, from its group `first` on, that may be one number."""

    run: Run
    first: int
    groups: Run
    digits: str

    @property
    def start(self) -> int:
        return self.groups[0].start

    @property
    def end(self) -> int:
        return self.groups[-1].end

    @property
    def sizes(self) -> list[int]:
        return [len(group.digits) for group in self.groups]


def runs_of(text: str) -> list[Run]:
    """The runs of a text, each as its groups."""
    return [[_group(found) for found in _GROUP.finditer(text, *run.span())] for run in _RUN.finditer(text)]


def windows(run: Run, lengths: Container[int], longest: int, most_groups: int) -> Iterator[Window]:
    """All stretches of whole groups, none across bullets, that have as many digits as one of `lengths`."""
    for first in range(len(run)):
        total = 0
        for end in range(first + 1, min(first + most_groups, len(run)) + 1):
            size = len(run[end - 1].digits)
            total += size
            if not size or total > longest:
                break
            if total in lengths:
                groups = run[first:end]
                yield Window(run, first, groups, "".join(group.digits for group in groups))


def _group(found: re.Match[str]) -> Group:
    text = found.group()
    if text[0] == "•":
        return Group(found.start(), found.end(), "")
    return Group(
        found.start(), found.end(), text if text.isascii() else "".join(str(int(digit)) for digit in text)
    )
