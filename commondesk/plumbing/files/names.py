"""The name of a file as it may be shown, kept and saved on any computer."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_NAME: Final = 100
_FOLDERS: Final = re.compile(r"[\\/]")
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
# Controls, what turns the direction, what has no width, lone surrogates, what Unicode keeps for nobody.
_UNSEEN: Final = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])
_DEVICE: Final = re.compile(r"(?i)(con|prn|aux|nul|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)")


def cleaned_name(name: str, endings: tuple[str, ...], otherwise: str = "file") -> str:
    """The last part of a path, with nothing that cannot be seen, ending as its content does.

    `../../page.html` that holds plain text is called `page.html.txt`; nothing left at all: `otherwise`.
    """
    last = _FOLDERS.split(name[-2_000:])[-1]
    seen = "".join(
        letter for letter in unicodedata.normalize("NFC", last) if unicodedata.category(letter) not in _UNSEEN
    )
    stem = " ".join(_FORBIDDEN.sub("_", seen).split()).strip(". ")
    stem, ending = _parted(stem, endings)
    stem = stem[: LONGEST_NAME - len(ending) - 2].strip(". ") or otherwise
    if _DEVICE.match(stem):
        stem = f"_{stem}"
    return f"{stem}.{ending}"


def _parted(name: str, endings: tuple[str, ...]) -> tuple[str, str]:
    """The name without its ending, and that; its own where it fits the content, or else the usual one."""
    stem, dot, ending = name.rpartition(".")
    if dot and ending.lower() in endings:
        return stem, ending.lower()
    if not dot and name.lower() in endings:
        return "", endings[0]
    return name, endings[0]
