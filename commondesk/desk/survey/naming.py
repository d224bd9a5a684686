"""Names as people read and write them: what a survey prints in capitals, and the addresses made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.utils.text import slugify

_SMALL: Final = frozenset(["a", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"])
# Directions, post boxes and roads; numbers of kings and branches. All other words are written as words.
_CAPITALS: Final = frozenset(
    ["NE", "NW", "SE", "SW", "PO", "P.O", "US", "USA", "RR", "FM", "CR", "HC", "II", "III", "IV", "VI", "VII"]
)
_WORD: Final = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_INITIALS: Final = re.compile(r"[A-Z](?:\.[A-Z])+")
_ORDINAL: Final = re.compile(r"\d+(?:ST|ND|RD|TH)")
_SCOTTISH: Final = re.compile(r"MC[A-Z]{4,}")
# What most names of libraries have in common and an address can do without.
_COMMON: Final = frozenset(
    ["the", "public", "free", "library", "libraries", "system", "district", "and", "of", "association", "inc"]
)
LONGEST: Final = 48


def readable(text: str) -> str:
    """`MARION COUNTY PUBLIC LIBRARY` as `Marion County Public Library`; what has small letters stays."""
    if text != text.upper():
        return text
    words = [_word(found) for found in _WORD.finditer(text)]
    parts = _WORD.split(text)
    return "".join(part + word for part, word in zip(parts, [*words, ""], strict=True))


def _word(found: re.Match[str]) -> str:
    word, before, after = found.group(), found.string[: found.start()], found.string[found.end() :]
    if word in _CAPITALS or _INITIALS.fullmatch(word):
        return word
    if before.endswith(("'", "’")) and len(word) <= 2:  # the possessive; O'BRIEN has a name there
        return word.lower()
    if _ORDINAL.fullmatch(word):
        return word.lower()
    if word.lower() in _SMALL and before and not before.endswith(("(", "-")) and not after.startswith("."):
        return word.lower()
    if _SCOTTISH.fullmatch(word):
        return f"Mc{word[2:].capitalize()}"
    return word.capitalize()


def addresses(name: str, city: str, state: str, key: str) -> Iterator[str]:
    """Slugs for a library, the shortest first; the last holds its key, which no other library has."""
    telling = [word for word in _slug(name).split("-") if word not in _COMMON]
    base = ("-".join(telling) or _slug(name) or "library")[:LONGEST].strip("-")
    town = _slug(city)[:24]
    yield from dict.fromkeys(_slug(each)[:64] for each in (
        base, f"{base} {state}", f"{base[:32]} {town} {state}", f"{base[:30]} {key}"
    ))  # fmt: skip


def _slug(text: str) -> str:
    return slugify(text.replace("'", "").replace("’", "").replace("/", " ").replace(".", " "))
