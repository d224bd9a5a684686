"""The form in which the demo's past talks are written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

WHO: Final = ("P", "L", "N")  # patron, librarian, note for staff


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk: its text has a line a message, begun by who says it. Each of `variants` is one conversation.

    Besides a variant's own words, texts may say {library} and {phone} (the patron's library) and {own} (the
    answering one).
    `library` is a slug where the talk makes sense for one library only.
    """

    kind: str
    topic: str
    level: int
    text: str
    outcome: str = "answered"
    language: str = "en"
    status: str = ""
    library: str = ""
    queue: str = ""
    variants: tuple[Mapping[str, str], ...] = ({},)

    def lines(self, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """(who, body) of each message, with the words filled in."""
        for line in self.text.strip().splitlines():
            who, _colon, body = line.strip().partition(": ")
            assert who in WHO, line
            yield who, body.format_map(words)
