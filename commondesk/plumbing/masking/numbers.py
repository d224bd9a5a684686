"""Payment cards, social security numbers and library cards among the numbers of a text."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

from commondesk.plumbing.masking.cards import is_payment_card
from commondesk.plumbing.masking.runs import Run, Window, runs_of, windows

Span = tuple[int, int]
# Number of digits -> digits it begins with -> letters before those.
Patterns = Mapping[int, Mapping[str, frozenset[str]]]

_DIGIT: Final = re.compile(r"\d")
_CARD_LENGTHS: Final = range(12, 20)
# 4-4-4-4-3 is the longest way a card is printed; a whole run may have any number of groups.
_MOST_CARD_GROUPS: Final = 5
_PRINTED_GROUP: Final = 4
_LONGEST_PHONE: Final = 15
_LONGEST_LIBRARY_CARD: Final = 30
_SSN_LENGTH: Final = 9
_SSN_SIZES: Final = [3, 2, 4]
_SSN_WORDS: Final = re.compile(
    r"\bs\.?s\.?n\b|\bss ?#|social[\s-]{0,3}sec|\bmy social\b|segur(?:o|idad) social"
    r"|\bitin\b|tax(?:payer)? id|\bnss\b",
    re.IGNORECASE,
)
_NEAR_BEFORE, _NEAR_AFTER = 60, 30


def number_spans(text: str, library_cards: tuple[tuple[str, int], ...]) -> Iterator[tuple[str, Span]]:
    """Kind and place of each number that must be hidden; some may overlap."""
    digits = len(_DIGIT.findall(text))
    if not digits:
        return
    patterns = _patterns(library_cards)
    if digits < min([_SSN_LENGTH, *patterns]):
        return
    runs = runs_of(text)
    yield from (("payment_card", span) for span in _card_spans(text, runs))
    yield from (("ssn", span) for span in _ssn_spans(text, runs))
    yield from (("library_card", span) for span in _library_card_spans(text, runs, patterns))


def _card_spans(text: str, runs: Sequence[Run]) -> Iterator[Span]:
    """A whole run however it is grouped, or a part of a longer one as cards are printed or spelled out."""
    for run in runs:
        if all(group.digits for group in run) and _is_card(text, run):
            yield run[0].start, run[-1].end
        for _, spelled in groupby(run, key=lambda group: len(group.digits)):
            groups = list(spelled)
            if 0 < len(groups[0].digits) < _PRINTED_GROUP and _is_card(text, groups):
                yield groups[0].start, groups[-1].end
        for window in windows(run, _CARD_LENGTHS, _CARD_LENGTHS[-1], _MOST_CARD_GROUPS):
            if _is_printed_like_a_card(window.sizes) and _is_card(text, window.groups):
                yield window.start, window.end


def _is_card(text: str, groups: Run) -> bool:
    start, digits = groups[0].start, "".join(group.digits for group in groups)
    is_phone = len(digits) <= _LONGEST_PHONE and text[max(0, start - 1) : start] == "+"
    return not is_phone and is_payment_card(digits)


def _is_printed_like_a_card(sizes: Sequence[int]) -> bool:
    """In one piece, in fours, or as American Express, Diners Club and Maestro print them."""
    in_fours = all(size == _PRINTED_GROUP for size in sizes[:-1]) and sizes[-1] <= _PRINTED_GROUP
    return len(sizes) == 1 or in_fours or sizes in ([4, 6, 5], [4, 6, 4], [8, 8], [6, 13])


def _ssn_spans(text: str, runs: Sequence[Run]) -> Iterator[Span]:
    """Written 3-2-4, or any nine digits near words that name them."""
    named = [found.start() for found in _SSN_WORDS.finditer(text)]
    for run in runs:
        for window in windows(run, (_SSN_LENGTH,), _SSN_LENGTH, _SSN_LENGTH):
            if _can_be_ssn(window.digits) and (_stands_alone(text, window) or _is_near(window, named)):
                yield window.start, window.end


def _can_be_ssn(digits: str) -> bool:
    """A number that can have been given out, to a worker or (beginning with 9) to a taxpayer."""
    return digits[:3] not in ("000", "666") and digits[3:5] != "00" and digits[5:] != "0000"


def _stands_alone(text: str, window: Window) -> bool:
    """3-2-4 with the same separator twice, and not a part of something longer that is separated alike."""
    if window.sizes != _SSN_SIZES:
        return False
    inside = {text[left.end : right.start] for left, right in pairwise(window.groups)}
    around = window.run[max(0, window.first - 1) : window.first + len(window.groups) + 1]
    alike = sum(text[left.end : right.start] in inside for left, right in pairwise(around))
    return len(inside) == 1 and alike == len(window.groups) - 1


def _is_near(window: Window, named: Sequence[int]) -> bool:
    at = bisect_left(named, window.start - _NEAR_BEFORE)
    return at < len(named) and named[at] < window.end + _NEAR_AFTER


def _library_card_spans(text: str, runs: Sequence[Run], patterns: Patterns) -> Iterator[Span]:
    longest = max(patterns, default=0)
    for run in runs if longest else ():
        for window in windows(run, patterns, longest, longest):
            firsts = patterns[len(window.digits)]
            for size in range(len(window.digits) + 1):
                for letters in firsts.get(window.digits[:size], ()):
                    start = _start_with_letters(text, window.start, letters)
                    if start is not None:
                        yield start, window.end


def _start_with_letters(text: str, start: int, letters: str) -> int | None:
    """Where the number begins with its letters, at most one separator before it; None if they are missing."""
    if not letters:
        return start
    for gap in (0, 1):
        begin = start - gap - len(letters)
        is_there = begin >= 0 and text[begin : start - gap].lower() == letters
        if is_there and not text[max(0, begin - 1) : begin].isalnum():
            return begin
    return None


@lru_cache(maxsize=16)
def _patterns(cards: tuple[tuple[str, int], ...]) -> Patterns:
    """Pairs of prefix and number of digits, arranged so that thousands cost no more than one."""
    found: dict[int, dict[str, frozenset[str]]] = {}
    for prefix, count in cards:
        letters = prefix.strip().rstrip("0123456789")
        digits = prefix.strip()[len(letters) :]
        if 0 < count <= _LONGEST_LIBRARY_CARD:
            firsts = found.setdefault(count, {})
            firsts[digits] = firsts.get(digits, frozenset()) | {letters.lower()}
    return found
