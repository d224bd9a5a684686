"""A language nobody speaks: the English words, longer, in Hebrew letters that run from right to left."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

# As Android and Chromium call theirs. Django's own words come out in Arabic.
CODE: Final = "ar-xb"
INFO: Final = {"bidi": True, "code": CODE, "name": "Right to left", "name_local": "right to left"}
STRINGS: Final = Path(__file__).parents[2] / "commondesk/locale/es/LC_MESSAGES/django.po"

_LETTERS: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיכלמנסעפצקרשתךםןף")
_KEPT: Final = re.compile(r"(%\(\w+\)[a-z]|%[a-z]|\{\w*\}|<[^>]*>|&\w+;)")
_VOWEL: Final = re.compile(r"([aeiou])", re.IGNORECASE)


def pseudo(english: str) -> str:
    """`Send` as it would be said there. What is to be filled in and tags stay as they are."""
    parts = _KEPT.split(english)
    return "".join(part if place % 2 else _said(part) for place, part in enumerate(parts))


def write_to(folder: Path) -> None:
    """The whole catalogue, compiled, below a folder for LOCALE_PATHS."""
    with STRINGS.open("rb") as file:
        known = read_po(file)
    catalog = Catalog(locale="en")
    for of_django in ("AM", "PM"):
        catalog.add(of_django, of_django)
    for message in known:
        if message.id:
            said = tuple(map(pseudo, message.id)) if isinstance(message.id, tuple) else pseudo(message.id)
            catalog.add(message.id, said, context=message.context)
    place = folder / "ar_XB/LC_MESSAGES"
    place.mkdir(parents=True, exist_ok=True)
    with (place / "django.mo").open("wb") as file:
        write_mo(file, catalog)


def _said(text: str) -> str:
    return _VOWEL.sub(r"\1\1", text).lower().translate(_LETTERS)
