"""How a button that leads to the ask page looks: as a picture, and as HTML to paste into another site.

A name may hold anything. In SVG and HTML it stands escaped, without what no XML may hold; braces, which the
templates of other people's sites might run, are written as their numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from typing import Final
from unicodedata import combining, east_asian_width

from django.utils.html import escape
from django.utils.translation import gettext as _

from commondesk.consortium.library import Library
from commondesk.plumbing.colour import ACCENT, is_colour, is_readable, text_on
from commondesk.web.ask_page import name_of

FONT: Final = "system-ui, sans-serif"
LONGEST_NAME: Final = 40
WIDE: Final = "MWmw@%&"


@dataclass(frozen=True, slots=True)
class Size:
    """In dots; `is_named` has the library's name in a second line."""

    font: int
    beside: int
    above: int
    is_named: bool = False


# In the order in which they are offered.
SIZES: Final = MappingProxyType(
    {"small": Size(14, 14, 8), "medium": Size(16, 20, 12), "large": Size(20, 28, 16),
     "picture": Size(18, 24, 12, is_named=True)}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Button:
    """A picture and its size in dots."""

    svg: str
    width: int
    height: int


def drawn_button(library: Library | None, size: str) -> Button:
    """In the language of now, in the library's colour; without a library in ours."""
    look, words = SIZES[size], str(_("Ask a librarian"))
    name = shortened(visible(name_of(library)), LONGEST_NAME) if look.is_named else ""
    small = round(look.font * 0.75)
    width = 2 * look.beside + ceil(max(text_width(words, look.font), text_width(name, small)))
    line = round(look.font * 1.3)
    height = 2 * look.above + line + (round(small * 1.4) if name else 0)
    ground, ink = colours(library)
    lines = _line(words, look.font, 600, width, look.above + line * 0.75, ink)
    if name:
        lines += _line(name, small, 400, width, look.above + line + small, ink)
    title = escape(f"{words}: {visible(name_of(library))}")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img"><title>{title}</title>'
        f'<rect width="{width}" height="{height}" rx="8" fill="{ground}"/>{lines}</svg>'
    )
    return Button(svg, width, height)


def button_html(library: Library | None, size: str, address: str) -> str:
    """A link that looks like a button by itself: no script, no style sheet, no picture."""
    look, (ground, ink) = SIZES[size], colours(library)
    style = (
        f"display:inline-block;padding:{look.above}px {look.beside}px;border-radius:8px;background:{ground};"
        f"color:{ink};font:600 {look.font}px/1.3 {FONT};text-decoration:none"
    )
    return f'<a href="{pasted(address)}" style="{style}">{pasted(_("Ask a librarian"))}</a>'


def picture_html(library: Library | None, address: str, source: str) -> str:
    """A link around our picture, whose size is given so that nothing moves when it comes."""
    drawn = drawn_button(library, "picture")
    alt = pasted(f"{_('Ask a librarian')}: {visible(name_of(library))}")
    image = f'<img src="{pasted(source)}" width="{drawn.width}" height="{drawn.height}" alt="{alt}">'
    return f'<a href="{pasted(address)}">{image}</a>'


def colours(library: Library | None) -> tuple[str, str]:
    """The ground and the words on it: the library's colour where words can be read on it, or else ours."""
    own = library.brand_colour if library else ""
    ground = own if is_colour(own) and is_readable(own) else ACCENT
    return ground, text_on(ground)


def pasted(text: str) -> str:
    """Safe between tags and in the quotes of an attribute, whatever templates the other site has."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")


def visible(text: str) -> str:
    """Without controls and the like, some of which no XML may hold, and others turn words around."""
    return "".join(" " if each.isspace() else each for each in text if each.isprintable() or each.isspace())


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def text_width(text: str, font: int) -> float:
    """About how wide it will be; no font is at hand to measure it, so rather too wide."""
    return font * sum(map(_ems, text))


def _ems(letter: str) -> float:
    if combining(letter):
        return 0
    if east_asian_width(letter) in "WF" or letter in WIDE:
        return 1.05
    return 0.78 if letter.isupper() else 0.62


def _line(text: str, font: int, weight: int, width: int, below: float, ink: str) -> str:
    return (
        f'<text x="{width / 2:g}" y="{below:g}" text-anchor="middle" font-family="{FONT}" '
        f'font-size="{font}" font-weight="{weight}" fill="{ink}">{escape(text)}</text>'
    )
