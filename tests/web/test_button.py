"""Buttons that lead to the ask page: nothing in a name or a colour breaks out of them."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from commondesk.consortium.library import Library
from commondesk.plumbing.colour import ACCENT
from commondesk.web.button import SIZES, button_html, drawn_button, picture_html, text_width

ADDRESS = "https://ask.example.org/ask/ames/?from=picture"
NAMES = [
    "Ames Public Library",
    'The "Quoted" & <b>Bold</b> Library',
    "O'Neill's Library",
    "</title></svg><script>alert(1)</script>",
    '" onload="alert(1)',
    "{{ 7|add:7 }}{% debug %}${alert(1)}",
    "Библиотека имени Ленина",
    "国立国会図書館関西館アジア情報室",
    "مكتبة الإسكندرية",
    "\u202eevil\u2066\x00\x08\ufffe",
    "A" * 160,
    "",
]


class Seen(HTMLParser):
    """Tags and attributes as a browser reads them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_no_name_breaks_out_of_the_picture(name: str, size: str) -> None:
    root = ET.fromstring(drawn_button(Library(slug="ames", name=name), size).svg)
    tags = [each.tag.rpartition("}")[2] for each in root.iter()]
    assert set(tags) == {"svg", "title", "rect", "text"}
    assert not [name for each in root.iter() for name in each.attrib if name.startswith("on")]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_breaks_out_of_the_html_nor_is_run_by_the_templates_of_the_other_site(name: str) -> None:
    html = picture_html(Library(slug="ames", name=name), ADDRESS, "https://ask.example.org/button/x.svg")
    assert [(tag, set(attributes)) for tag, attributes in Seen(html).tags] == [
        ("a", {"href"}), ("img", {"src", "width", "height", "alt"}),
    ]  # fmt: skip
    assert not {"{", "}"} & set(html)


@pytest.mark.parametrize("name", NAMES[:9])
def test_whoever_cannot_see_the_picture_is_read_the_name(name: str) -> None:
    html = picture_html(Library(slug="ames", name=name), ADDRESS, "https://ask.example.org/button/x.svg")
    assert Seen(html).tags[1][1]["alt"] == f"Ask a librarian: {name}"


@pytest.mark.parametrize("colour", ["", "#FFFF", "red", '"/><script>', "url(x)", "#777777"])
def test_without_a_colour_that_can_be_used_it_wears_ours(colour: str) -> None:
    library = Library(slug="ames", name="Ames", brand_colour=colour)
    assert f'fill="{ACCENT}"' in drawn_button(library, "small").svg
    assert f"background:{ACCENT};color:#FFFFFF" in button_html(library, "small", ADDRESS)


def test_it_wears_the_librarys_colour_with_words_that_can_be_read() -> None:
    library = Library(slug="ames", name="Ames", brand_colour="#FFD700")
    assert "background:#FFD700;color:#1D1B20" in button_html(library, "large", ADDRESS)


def test_a_button_is_a_plain_link_without_script_picture_or_style_sheet() -> None:
    html = button_html(Library(slug="ames", name="Ames"), "medium", ADDRESS)
    ((tag, attributes),) = Seen(html).tags
    assert (tag, set(attributes), attributes["href"]) == ("a", {"href", "style"}, ADDRESS)


def test_sizes_grow_and_wide_scripts_are_given_their_room() -> None:
    widths = [
        drawn_button(Library(slug="ames", name="Ames"), size).width for size in ("small", "medium", "large")
    ]
    assert widths == sorted(set(widths))
    assert text_width("図書館", 10) > text_width("ABC", 10) > text_width("abc", 10)
    assert text_width("Cafe\u0301", 10) == text_width("Cafe", 10)


def test_a_very_long_name_is_cut_in_the_picture_and_whole_in_its_title() -> None:
    drawn = drawn_button(Library(slug="ames", name="Ab" * 80), "picture")
    assert drawn.width <= 480
    assert "Ab" * 80 in drawn.svg
