"""What counts as a word, alike in texts and in queries and on either database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from commondesk.plumbing.sql import folded

LONGEST_WORD: Final = 40
MOST_WORDS: Final = 5_000  # different ones of one text
SHORTEST_PLURAL: Final = 4
# Where no spaces stand between words, each sign is one.
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")


def words_of(text: str, most: int = MOST_WORDS) -> list[str]:
    """The different words of a text in the order they come: without case, accents, and the s of a plural.

    Only ASCII letters, digits and `_`, which mean nothing to any query language.
    """
    found: dict[str, None] = {}
    for word in _words(folded(text, len(text) * 4)):
        found[word] = None
        if len(found) == most:
            break
    return list(found)


def label(name: str, number: int) -> str:
    """A word that no text can hold, to mark a text with: `_queue7`."""
    return f"_{name}{number}"


def _words(text: str) -> Iterator[str]:
    for found in _WORD.finditer(text):
        word = found[0][:LONGEST_WORD]
        if len(word) >= SHORTEST_PLURAL and word.endswith("s"):
            word = word[:-1]
        yield word if word.isascii() else f"u_{word.encode().hex()}"
