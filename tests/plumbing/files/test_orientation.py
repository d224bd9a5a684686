"""Which way up a picture is: read from what cameras write, and never trusted further than that."""

import pytest

from commondesk.plumbing.files.orientation import UPRIGHT, exif_of, lies_on_its_side, orientation
from commondesk.plumbing.files.stripping import stripped
from tests.support.files import exif, jpeg, png, turned_png, webp

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
WHOLE = jpeg(30, 20)


def with_exif(*parts: bytes) -> bytes:
    return WHOLE[:2] + b"".join(parts) + WHOLE[2:]


@pytest.mark.parametrize("turn", range(1, 9))
def test_what_is_written_anew_says_the_same(turn):
    assert orientation(JPEG, with_exif(exif(turn))) == turn
    assert orientation(JPEG, with_exif(exif_of(JPEG, turn))) == turn
    assert lies_on_its_side(JPEG, with_exif(exif(turn))) == (turn >= 5)


def test_the_first_one_counts_as_it_does_for_browsers():
    assert orientation(JPEG, with_exif(exif(6), exif(3))) == 6


def test_without_exif_it_is_upright():
    assert orientation(JPEG, WHOLE) == UPRIGHT
    assert exif_of(JPEG, UPRIGHT) == b""


def test_what_is_cut_or_turned_into_nonsense_never_breaks_us():
    whole = with_exif(exif(6))
    for at in range(len(whole)):
        assert orientation(JPEG, whole[:at]) in range(1, 9)
        assert orientation(JPEG, whole[:at] + b"\xff" + whole[at + 1 :]) in range(1, 9)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turn", range(1, 9))
def test_a_png_without_what_it_tells_besides_is_still_turned(turn, order):
    plain = stripped(PNG, turned_png(turn, order=order))
    assert orientation(PNG, plain) == turn
    assert lies_on_its_side(PNG, plain) == (turn >= 5)
    assert (plain == png(400, 100)) == (turn == UPRIGHT)
    assert stripped(PNG, plain) == plain


def test_behind_the_dots_of_a_png_and_in_a_webp_browsers_heed_none():
    assert orientation(PNG, turned_png(6, before=b"IEND")) == UPRIGHT
    assert stripped(PNG, turned_png(6, before=b"IEND")) == png(400, 100)
    assert orientation(WEBP, webp() + b"EXIF") == UPRIGHT


def test_a_png_that_is_cut_never_breaks_us():
    whole = turned_png(6)
    for at in range(len(whole)):
        assert orientation(PNG, whole[:at]) in range(1, 9)
        assert orientation(PNG, whole[:at] + b"\xff" + whole[at + 1 :]) in range(1, 9)
