"""Hiding what nobody at the desk may see or keep: payment cards, SSNs, PINs and passwords."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from commondesk.plumbing.masking.numbers import Span, number_spans
from commondesk.plumbing.masking.passwords import secret_spans

BULLET: Final = "•"
KINDS: Final = ("payment_card", "ssn", "password", "pin", "library_card")
# Of a number only letters and digits are secret; of a password every mark is.
_HIDE_NUMBER: Final = re.compile(r"[^\W_]")
_HIDE_ALL: Final = re.compile(rf"[^\s{BULLET}]")
_MOST_ROUNDS: Final = 5
_HIDES: Final = {"password": _HIDE_ALL, "pin": _HIDE_ALL}


class Masked(NamedTuple):
    """The text as it may be kept, as long as before, and what was hidden in it, in the order of `KINDS`."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str, *, library_cards: Iterable[tuple[str, int]] = ()) -> Masked:
    """Hide each secret behind bullets of the same length (LS3); spaces and dashes of numbers stay.

    `library_cards` are pairs of prefix and number of digits in all, those of the prefix included; a prefix
    may begin with letters. Masking a masked text changes nothing. Time grows with the length of the text,
    whatever stands in it.
    """
    cards = tuple(library_cards)
    masked, found = text, set[str]()
    # What was hidden may make its neighbour look different, hence once more until nothing is found.
    for _ in range(_MOST_ROUNDS):
        masked, kinds = _masked_once(masked, cards)
        if not kinds:
            break
        found |= kinds
    return Masked(masked, tuple(kind for kind in KINDS if kind in found))


def _masked_once(text: str, cards: tuple[tuple[str, int], ...]) -> tuple[str, set[str]]:
    spans: dict[str, list[Span]] = {}
    for kind, span in [*number_spans(text, cards), *secret_spans(text)]:
        spans.setdefault(kind, []).append(span)
    masked, kinds = text, set()
    for kind, places in spans.items():
        hides = _HIDES.get(kind, _HIDE_NUMBER)
        found = [place for place in _merged(places) if hides.search(text, *place)]
        if found:
            masked = _hidden(masked, found, hides)
            kinds.add(kind)
    return masked, kinds


def _merged(spans: Sequence[Span]) -> list[Span]:
    """The same places in order, each once."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _hidden(text: str, spans: Sequence[Span], hides: re.Pattern[str]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], hides.sub(BULLET, text[start:end])]
        at = end
    return "".join([*pieces, text[at:]])
