"""A file is what its content says, whatever it is called; what runs, and what bursts, is refused."""

from __future__ import annotations

import struct
import time
from contextlib import suppress

import pytest

from commondesk.plumbing.files import kind_of
from commondesk.plumbing.refusal import Empty, Invalid
from tests.support.files import PDF, gif, jpeg, office, open_document, png, webp

OFFICE = "application/vnd.openxmlformats-officedocument."


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (png(), "image/png"),
        (gif(), "image/gif"),
        (jpeg(), "image/jpeg"),
        (webp(), "image/webp"),
        (b"Year,Born\n1920,3\n", "text/plain"),
        ("\ufeffNi\u00f1os y lectura".encode(), "text/plain"),
        (office(), f"{OFFICE}wordprocessingml.document"),
        (office("xl/workbook.xml"), f"{OFFICE}spreadsheetml.sheet"),
        (office("ppt/presentation.xml"), f"{OFFICE}presentationml.presentation"),
        (open_document(), "application/vnd.oasis.opendocument.text"),
        (open_document("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
    ],
)
def test_what_people_show_each_other_is_known_by_its_content(content: bytes, kind: str) -> None:
    assert kind_of(content, "page.html") == kind


def test_only_for_a_table_its_name_is_asked() -> None:
    assert kind_of(b"Year,Born\n", "Born.CSV") == "text/csv"
    assert kind_of(png(), "born.csv") == "image/png"


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><p>hi",
        b"\xef\xbb\xbf  \n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"Look: <ScRiPt>alert(1)</script>",
        b"#!/bin/sh\nrm -rf /\n",
        b"%!PS-Adobe",
        b"{\\rtf1 hello}",
        b"MZ\x90\0\3\0\0\0",
        b"\x7fELF\2\1\1",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
        b"latin \xe9 one",
        b"nul \0 in it",
        b"\x1f\x8b\x08" + bytes(50),
        b"Rar!\x1a\x07\0",
        b"RIFF\0\0\0\0AVI ",
        bytes(100),
    ],
)
def test_nothing_that_runs_or_that_nobody_knows_is_taken(content: bytes) -> None:
    with pytest.raises(Invalid, match="kind of file"):
        kind_of(content, "photo.png")


@pytest.mark.parametrize(
    "archive",
    [
        office("readme.txt"),
        office("word/document.xml", "word/vbaProject.bin"),
        office("xl/workbook.xml", "xl/macrosheets/sheet1.xml"),
        office(blank=40_000_000),
        office("word/document.xml", *(f"part{number}" for number in range(3_001))),
        office()[:-1],
        office() + b"more",
        office()[:60],
        b"PK\x03\x04",
        b"PK\x03\x04" + bytes(50) + b"PK\x05\x06" + bytes(18),
    ],
    ids=range(10),  # archives hold the time at which they were made, and so name no test
)
def test_other_archives_macros_and_bombs_are_no_documents(archive: bytes) -> None:
    with pytest.raises(Invalid):
        kind_of(archive, "letter.docx")


def test_a_list_of_parts_that_lies_about_its_length_is_not_read() -> None:
    lying = bytearray(office())
    lying[-12:-8] = struct.pack("<I", 200_000_000)
    with pytest.raises(Invalid):
        kind_of(bytes(lying), "letter.docx")


@pytest.mark.parametrize("make", [png, gif, jpeg, webp])
def test_a_picture_that_would_burst_when_it_is_shown_is_refused(make) -> None:
    assert kind_of(make(8_000, 6_000), "a") == kind_of(make(), "a")
    with pytest.raises(Invalid, match="dots"):
        kind_of(make(16_000, 16_000), "a")


@pytest.mark.parametrize("content", [png()[:14], b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 "])
def test_a_picture_without_a_size_is_damaged(content: bytes) -> None:
    with pytest.raises(Invalid, match="damaged"):
        kind_of(content, "a")


def test_an_empty_file_is_nothing() -> None:
    with pytest.raises(Empty):
        kind_of(b"", "a.txt")


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8" + b"\xff" * 10_000_000,
        b" " * 10_000_000,
        b"<" * 10_000_000,
        b"\xff\xd8\xff\xe0\0\0" * 1_600_000,
    ],
)
def test_ten_megabytes_of_nonsense_keep_nobody_waiting(content: bytes) -> None:
    begun = time.process_time()
    with suppress(Invalid):
        kind_of(content, "a")
    assert time.process_time() - begun < 10
