"""Colours as numbers: whether words can be read on them (WCAG 2.2, 1.4.3), or on which near it."""

from __future__ import annotations

import re
from typing import Final

READABLE: Final = 4.5
# As in static/css/tokens.css: what a brand's colour has to do with.
WHITE: Final = "#FFFFFF"
INK: Final = "#1D1B20"
ACCENT: Final = "#1E6B57"
GROUNDS: Final = ("#FBFAF6", "#FFFFFF")
DARK_GROUNDS: Final = ("#17161A", "#201F24")

_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_STEPS: Final = 100


def is_colour(text: str) -> bool:
    """Whether this is `#` and six hexadecimal digits, the only form we write into a style sheet."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """From 1.0 (alike) to 21.0 (black and white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_on(colour: str) -> str:
    """White or ink, whichever is read better on it."""
    return max((WHITE, INK), key=lambda text: contrast(text, colour))


def is_readable(colour: str) -> bool:
    """Whether the words of a button in this colour can be read."""
    return contrast(text_on(colour), colour) >= READABLE


def darker_until_readable(colour: str) -> str:
    """The nearest darker shade that carries white words; the colour itself where words can be read on it."""
    return colour if is_readable(colour) else _until_read(colour, (WHITE,), "#000000")


def ink_of(colour: str) -> str:
    """Its nearest shade that is read as text on paper."""
    return _until_read(colour, GROUNDS, "#000000")


def dark_ink_of(colour: str) -> str:
    """Its nearest tint that is read as text in the dark."""
    return _until_read(colour, DARK_GROUNDS, WHITE)


def _until_read(colour: str, grounds: tuple[str, ...], towards: str) -> str:
    for step in range(_STEPS + 1):
        mixed = _mixed(colour, towards, step / _STEPS)
        if all(contrast(mixed, ground) >= READABLE for ground in grounds):
            return mixed
    return towards


def _mixed(colour: str, towards: str, share: float) -> str:
    parts = zip(_channels(colour), _channels(towards), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in parts)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
