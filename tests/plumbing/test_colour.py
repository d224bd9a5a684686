"""Colours a library may wear: what is written on them can be read, in the light and in the dark."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commondesk.plumbing import colour
from commondesk.plumbing.colour import READABLE, contrast

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def test_contrast_is_reckoned_as_the_guidelines_say():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#1E6B57", "#1E6B57") == 1


@given(colours)
def test_every_colour_has_shades_that_can_be_read(any_colour):
    assert all(contrast(colour.ink_of(any_colour), ground) >= READABLE for ground in colour.GROUNDS)
    assert all(contrast(colour.dark_ink_of(any_colour), ground) >= READABLE for ground in colour.DARK_GROUNDS)
    assert colour.is_readable(colour.darker_until_readable(any_colour))


def test_a_colour_that_can_be_used_stays_as_it_is():
    assert colour.darker_until_readable("#7A1F3D") == "#7A1F3D"
    assert colour.ink_of("#1E6B57") == "#1E6B57"


@pytest.mark.parametrize(
    "text", ["", "#FFF", "red", "#12345G", "#123456;", "#1234567", " #123456", "#123456\n"]
)
def test_only_six_digits_are_a_colour(text):
    assert not colour.is_colour(text)


def test_the_grounds_are_those_of_the_tokens():
    tokens = Path("commondesk/static/css/tokens.css").read_text()
    for each in (*colour.GROUNDS, *colour.DARK_GROUNDS, colour.INK, colour.WHITE, colour.ACCENT):
        assert each in tokens
