"""QR codes that hold what they are to hold, and no more than a picture may."""

from __future__ import annotations

import re
import struct
from xml.etree import ElementTree as ET

import pytest
import segno

from commondesk.plumbing.qr import MARGIN, PNG_SCALE, qr_png, qr_svg

ADDRESS = "https://ask.example.org/es/ask/ames/?from=poster"


def test_the_svg_is_the_code_of_the_address_module_by_module() -> None:
    root = ET.fromstring(qr_svg(ADDRESS, "Ames"))
    path = root.findall(".//{*}path")[-1].attrib["d"]
    dark = sum(int(length) for length in re.findall(r"h(\d+)", path))
    assert "viewBox" in root.attrib, "or it could not be made any size"
    assert dark == sum(map(sum, segno.make(ADDRESS, error="m", micro=False).matrix))


def test_the_png_is_large_enough_to_print_and_keeps_its_margin() -> None:
    png = qr_png(ADDRESS)
    width, height = struct.unpack(">II", png[16:24])
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert width == height == (segno.make(ADDRESS, error="m", micro=False).symbol_size()[0]) * PNG_SCALE
    assert width >= 800
    assert MARGIN == 4


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", '"]]><a>', "{{ 7|add:7 }}", "図書館 \u202e", "a" * 5000]
)
def test_no_title_breaks_out_of_the_picture(title: str) -> None:
    root = ET.fromstring(qr_svg(ADDRESS, title))
    assert {each.tag.rpartition("}")[2] for each in root.iter()} == {"svg", "title", "path"}
    assert root[0].text == title
