"""Which way up a JPEG is: read from what cameras write, and never trusted further than that."""

import pytest

from commondesk.plumbing.files.orientation import UPRIGHT, exif_of, lies_on_its_side, orientation
from tests.support.files import exif, jpeg

WHOLE = jpeg(30, 20)


def with_exif(*parts: bytes) -> bytes:
    return WHOLE[:2] + b"".join(parts) + WHOLE[2:]


@pytest.mark.parametrize("turn", range(1, 9))
def test_what_is_written_anew_says_the_same(turn):
    assert orientation(with_exif(exif(turn))) == turn
    assert orientation(with_exif(exif_of(turn))) == turn
    assert lies_on_its_side(with_exif(exif(turn))) == (turn >= 5)


def test_the_first_one_counts_as_it_does_for_browsers():
    assert orientation(with_exif(exif(6), exif(3))) == 6


def test_without_exif_it_is_upright():
    assert orientation(WHOLE) == UPRIGHT
    assert exif_of(UPRIGHT) == b""


def test_what_is_cut_or_turned_into_nonsense_never_breaks_us():
    whole = with_exif(exif(6))
    for at in range(len(whole)):
        assert orientation(whole[:at]) in range(1, 9)
        assert orientation(whole[:at] + b"\xff" + whole[at + 1 :]) in range(1, 9)
