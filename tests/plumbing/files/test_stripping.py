"""A picture keeps its dots and nothing else; what is no picture after all is refused."""

import struct
import zlib

import pytest

from commondesk.plumbing.files.orientation import exif_of
from commondesk.plumbing.files.pictures import picture_size
from commondesk.plumbing.files.stripping import stripped
from tests.support.files import exif, jpeg, png, webp

SECRET = b"26 Elm Street, 28.5N 81.3W"


def png_part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def with_png_parts(*parts: bytes) -> bytes:
    whole = png()
    return whole[:33] + b"".join(parts) + whole[33:]


def riff(*parts: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in parts
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


VP8L = (b"VP8L", b"\x2f" + struct.pack("<I", 3 | (1 << 14)) + b"\0\0\0\0")
VP8X = (b"VP8X", b"\x1c\0\0\0" + bytes([3, 0, 0, 1, 0, 0]))


@pytest.mark.parametrize("name", [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP", b"tIME", b"acTL"])
def test_a_png_loses_all_that_is_not_its_picture(name):
    assert stripped("image/png", with_png_parts(png_part(name, SECRET))) == png()


def test_nothing_stands_behind_the_end_of_a_png():
    assert stripped("image/png", png() + b"<script>" + SECRET) == png()


def test_a_png_with_a_wrong_sum_or_without_an_end_is_damaged():
    assert stripped("image/png", png()[:-12]) is None
    assert stripped("image/png", png()[:45] + b"\0" + png()[46:]) is None


def test_a_png_that_unpacks_to_more_than_it_says_is_refused():
    bomb = png()[:33] + png_part(b"IDAT", zlib.compress(bytes(50_000_000), 9)) + png_part(b"IEND", b"")
    assert len(bomb) < 200 * 1024
    assert stripped("image/png", bomb) is None


def test_a_jpeg_loses_its_places_words_and_previews():
    whole = jpeg(30, 20)
    parts = b"".join(
        bytes([0xFF, marker]) + struct.pack(">H", 2 + len(SECRET)) + SECRET
        for marker in (0xE1, 0xE2, 0xED, 0xFE)
    )
    found = stripped("image/jpeg", whole[:2] + parts + whole[2:] + SECRET)
    assert found == whole
    assert picture_size("image/jpeg", found) == (30, 20)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turn", range(2, 9))
def test_a_jpeg_keeps_which_way_up_it_is_and_nothing_beside(turn, order):
    whole = jpeg(30, 20)
    found = stripped("image/jpeg", whole[:2] + exif(turn, order=order, more=SECRET) + whole[2:])
    assert found == whole[:2] + exif_of("image/jpeg", turn) + whole[2:]
    assert stripped("image/jpeg", found) == found


@pytest.mark.parametrize("turn", [0, 1, 9, 65535])
def test_a_jpeg_that_is_upright_or_says_nonsense_says_nothing_of_it(turn):
    whole = jpeg(30, 20)
    assert stripped("image/jpeg", whole[:2] + exif(turn) + whole[2:]) == whole


def test_a_jpegs_dots_are_copied_as_they_are():
    scan = b"\xff\xda\0\x08\1\1\0\0\x3f\0" + b"dots\xff\0more\xff\xd0dots"
    whole = jpeg()[:-2] + scan + b"\xff\xc4\0\3\0" + scan + b"\xff\xd9"
    assert stripped("image/jpeg", whole) == whole


def test_a_webp_keeps_its_picture_and_its_clear_parts():
    found = stripped("image/webp", riff(VP8X, (b"ICCP", SECRET), VP8L, (b"EXIF", SECRET), (b"XMP ", SECRET)))
    assert found == riff(VP8L)
    lossy = (b"VP8 ", b"\0\0\0\x9d\x01\x2a\4\0\2\0")
    clear = stripped("image/webp", riff(VP8X, (b"ALPH", b"\0\1"), lossy, (b"EXIF", SECRET)))
    assert clear is not None
    assert SECRET not in clear
    assert picture_size("image/webp", clear) == (4, 2)
    assert clear[20] == 0x10


@pytest.mark.parametrize("parts", [(VP8X, (b"ANMF", SECRET)), (VP8X,), (VP8X, VP8L, (b"ANMF", SECRET))])
def test_a_webp_that_moves_or_has_no_picture_is_refused(parts):
    assert stripped("image/webp", riff(*parts)) is None
    assert stripped("image/webp", webp()) is None


@pytest.mark.parametrize(
    ("kind", "whole"), [("image/png", png()), ("image/jpeg", jpeg()), ("image/webp", riff(VP8L))]
)
def test_a_cut_picture_never_breaks_us(kind, whole):
    for length in range(len(whole)):
        stripped(kind, whole[:length])
