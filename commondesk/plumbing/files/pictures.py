"""The size of a picture from its first bytes, without decoding it; and the parts that a file is made of."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

# Start of frame of a JPEG; C4, C8 and CC are other things.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH: Final = frozenset([0x01, *range(0xD0, 0xD9)])
_SCAN: Final = 0xDA


def picture_size(kind: str, content: bytes) -> tuple[int, int] | None:
    """Width and height in dots; None where the file does not say them as it should."""
    try:
        return _READERS[kind](content)
    except (struct.error, IndexError):
        return None


def _png(content: bytes) -> tuple[int, int] | None:
    if content[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def png_parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each part's name and what it holds. Raises struct.error, or ValueError where it is damaged."""
    at = 8
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        data = content[at + 8 : at + 8 + length]
        (check,) = struct.unpack_from(">I", content, at + 8 + length)
        if check != zlib.crc32(name + data):
            raise ValueError("damaged")
        yield name, data
        at += 12 + length


def png_part(name: bytes, data: bytes) -> bytes:
    """As a file holds it."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _gif(content: bytes) -> tuple[int, int] | None:
    width, height = struct.unpack_from("<HH", content, 6)
    return width, height


def jpeg_parts(content: bytes) -> Iterator[tuple[int, int]]:
    """Each marker before the dots, and where it stands. Raises struct.error or IndexError where it is cut."""
    at = 2
    while content[at] == 0xFF and content[at + 1] != _SCAN:
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        yield marker, at
        if marker in _WITHOUT_LENGTH:
            at += 2
        else:
            (length,) = struct.unpack_from(">H", content, at + 2)
            at += 2 + max(2, length)


def _jpeg(content: bytes) -> tuple[int, int] | None:
    for marker, at in jpeg_parts(content):
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    form = content[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if form == b"VP8L" and content[20] == 0x2F:
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


_READERS: Final = {"image/png": _png, "image/gif": _gif, "image/jpeg": _jpeg, "image/webp": _webp}
