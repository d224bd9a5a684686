"""Text from outside made fit to keep: nothing in it can break a page, a database or a reader's direction."""

import re
from typing import Final
from unicodedata import category

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commondesk.plumbing.refusal import Empty, Invalid, TooLong

LONGEST_BODY: Final = 8_000
# Beyond this nobody needs to look closer to know that it is too long.
_HOPELESS: Final = 100_000
_MOST_MARKS: Final = 10

_UNKEEPABLE: Final = re.compile("[\0\ud800-\udfff]")
_LINE_END: Final = re.compile("\r\n|[\r\x85\u2028\u2029]")
# All controls but tab and line feed, and the characters Unicode keeps for nobody.
_CONTROL: Final = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# Letters by category, yet blank: Hangul fillers, the empty Braille cell, and what is to be ignored by
# default.
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159\u2065") | frozenset(
    map(chr, [*range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000)])
)
_EMBED: Final = "\u202a\u202b"
_OVERRIDE: Final = "\u202d\u202e"
_ISOLATE: Final = "\u2066\u2067\u2068"
_POP, _POP_ISOLATE = "\u202c", "\u2069"
_DIRECTIONS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """A body as it may be kept; raises `Invalid`, `Empty` or `TooLong` (over 8,000 characters).

    Line ends become line feeds, controls go, white space at the end goes. No more than ten combining marks
    stay on a letter. Overrides of the writing direction go; embeddings and isolates stay where they are
    closed in their line, so that text in Arabic or Hebrew reads as it was written and nothing after it is
    turned round.
    """
    kept = _fit(_LINE_END.sub("\n", _keepable(text, LONGEST_BODY))).rstrip()
    if not is_visible(kept):
        raise Empty
    if len(kept) > LONGEST_BODY:
        raise TooLong(_too_long(LONGEST_BODY))
    return kept


def clean_line(text: str, limit: int) -> str:
    """One line of at most `limit` characters, for names and the like; "" when nothing in it can be seen.

    Raises `Invalid` or `TooLong`.
    """
    kept = " ".join(_fit(" ".join(_keepable(text, limit).split())).split())
    if not is_visible(kept):
        return ""
    if len(kept) > limit:
        raise TooLong(_too_long(limit))
    return kept


def is_visible(text: str) -> bool:
    """Whether there is anything to see: not only spaces, marks without a letter or invisible signs."""
    return any(letter not in _BLANK and category(letter) not in _UNSEEN for letter in text)


_UNSEEN: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"})


def _keepable(text: str, limit: int) -> str:
    if len(text) > _HOPELESS:
        raise TooLong(_too_long(limit))
    if _UNKEEPABLE.search(text):
        raise Invalid(_("This holds characters no computer can keep. Please type the text anew."))
    return text


def _fit(text: str) -> str:
    text = _CONTROL.sub("", text)
    if text.isascii():
        return text
    if _DIRECTIONS.search(text):
        text = "\n".join(_with_directions_closed(line) for line in text.split("\n"))
    return _with_few_marks(text)


def _with_few_marks(text: str) -> str:
    """At most ten combining marks on a letter; invisible signs between them do not start a new count."""
    kept, marks = [], 0
    for letter in text:
        kind = "L" if letter < "\u0300" else category(letter)
        if kind[0] == "M":
            marks += 1
            if marks > _MOST_MARKS:
                continue
        elif kind != "Cf":
            marks = 0
        kept.append(letter)
    return "".join(kept)


def _with_directions_closed(line: str) -> str:
    """The line without overrides, and without whatever opens a direction or closes one alone."""
    letters, opened = list(line), list[int]()
    dropped = set()
    for at, letter in enumerate(letters):
        if letter in _EMBED or letter in _OVERRIDE or letter in _ISOLATE:
            opened.append(at)
        elif letter == _POP:
            dropped |= _pop(letters, opened, at)
        elif letter == _POP_ISOLATE:
            dropped |= _pop_isolate(letters, opened, at)
    dropped.update(opened)
    return "".join(letter for at, letter in enumerate(letters) if at not in dropped)


def _pop(letters: list[str], opened: list[int], at: int) -> set[int]:
    """Close an embedding or override; what is to be dropped of the pair."""
    if not opened or letters[opened[-1]] in _ISOLATE:
        return {at}
    start = opened.pop()
    return {start, at} if letters[start] in _OVERRIDE else set()


def _pop_isolate(letters: list[str], opened: list[int], at: int) -> set[int]:
    """Close the nearest isolate and, unclosed, whatever was opened inside it; what is to be dropped."""
    inside = set()
    while opened and letters[opened[-1]] not in _ISOLATE:
        inside.add(opened.pop())
    if not opened:
        return inside | {at}
    opened.pop()
    return inside


def _too_long(limit: int) -> str | Promise:
    return format_lazy(
        _("This is too long: {limit} characters are the most. Please shorten it or send it in parts."),
        limit=limit,
    )
