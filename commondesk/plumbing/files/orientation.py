"""Which way up a picture is shown: cameras keep the dots as they lie, and say beside them how to turn them.

Browsers heed it in a JPEG, and in a PNG where it stands before the dots. In a WebP they do not (Chromium and
Firefox were tried), so what it says there is left out, and everybody sees what its sender saw.
"""

from __future__ import annotations

import struct
from typing import Final

from commondesk.plumbing.files.pictures import jpeg_parts, png_part, png_parts

UPRIGHT: Final = 1
_TURNS: Final = range(1, 9)
_ON_ITS_SIDE: Final = range(5, 9)
_APP1: Final = 0xE1
_EXIF: Final = b"Exif\0\0"
_CHUNK: Final = b"eXIf"
_ORDERS: Final = {b"II*\0": "<", b"MM\0*": ">"}
_TAG, _SHORT = 0x0112, 3


def orientation(kind: str, content: bytes) -> int:
    """1 to 8 as Exif counts them; upright where a picture says nothing, or nothing that can be."""
    try:
        return _said(_FINDERS[kind](content)) if kind in _FINDERS else UPRIGHT
    except (struct.error, IndexError, ValueError):
        return UPRIGHT


def lies_on_its_side(kind: str, content: bytes) -> bool:
    """Shown as wide as it is high."""
    return orientation(kind, content) in _ON_ITS_SIDE


def exif_of(kind: str, turn: int) -> bytes:
    """The part of a JPEG or PNG that says this and nothing else; none for what is upright."""
    if turn == UPRIGHT:
        return b""
    entry = struct.pack("<HHIHH", _TAG, _SHORT, 1, turn, 0)
    exif = b"II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 0)
    if kind == "image/png":
        return png_part(_CHUNK, exif)
    return struct.pack(">BBH", 0xFF, _APP1, 2 + len(_EXIF + exif)) + _EXIF + exif


def _in_jpeg(content: bytes) -> bytes:
    for marker, at in jpeg_parts(content):
        if marker == _APP1 and content[at + 4 : at + 10] == _EXIF:
            (length,) = struct.unpack_from(">H", content, at + 2)
            return content[at + 10 : at + 2 + length]
    return b""


def _in_png(content: bytes) -> bytes:
    for name, data in png_parts(content):
        if name == _CHUNK:
            return data
        if name == b"IDAT":
            break
    return b""


def _said(exif: bytes) -> int:
    """Of the first list alone: others are about previews."""
    order = _ORDERS.get(exif[:4])
    if order is None:
        return UPRIGHT
    (start,) = struct.unpack_from(order + "I", exif, 4)
    (count,) = struct.unpack_from(order + "H", exif, start)
    for number in range(count):
        tag, kind, values, turn = struct.unpack_from(order + "HHIH", exif, start + 2 + 12 * number)
        if (tag, kind, values) == (_TAG, _SHORT, 1):
            return turn if turn in _TURNS else UPRIGHT
    return UPRIGHT


_FINDERS: Final = {"image/jpeg": _in_jpeg, "image/png": _in_png}
