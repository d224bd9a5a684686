"""A picture without what it tells beside its dots: places, names, programs, previews, films.

Nothing is drawn anew: the parts that make the picture are copied as they are, all others are left out. What
stands between or behind them goes, too, so a picture that is also something else is that no more. Which way
up it is shown is part of the picture, and is said anew where browsers heed it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from commondesk.plumbing.files.orientation import exif_of, orientation
from commondesk.plumbing.files.pictures import picture_size, png_part, png_parts

_PNG_KEPT: Final = frozenset([b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND"])
_PNG_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_WEBP_KEPT: Final = frozenset([b"VP8 ", b"VP8L", b"ALPH"])
_HAS_ALPHA: Final = 0x10
# JPEG: tables, frames, and how colours are mixed; of what programs write only that (Adobe's, APP14).
_JPEG_KEPT: Final = frozenset([*range(0xC0, 0xD0), 0xDB, 0xDD, 0xEE])
_JPEG_HEAD: Final = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_SCAN, _END, _APP0 = 0xDA, 0xD9, 0xE0


def stripped(kind: str, content: bytes) -> bytes | None:
    """A PNG, JPEG or WebP with the picture alone; None where it is damaged, moves, or is a bomb."""
    try:
        return _STRIPPERS[kind](content)
    except (struct.error, IndexError, ValueError, zlib.error):
        return None


def _png(content: bytes) -> bytes | None:
    kept, packed = [content[:8]], []
    for name, data in png_parts(content):
        if name in _PNG_KEPT:
            kept.append(png_part(name, data))
        if name == b"IHDR":
            kept.append(exif_of("image/png", orientation("image/png", content)))
        if name == b"IDAT":
            packed.append(data)
        if name == b"IEND":
            return b"".join(kept) if _unpacks_as_said(content, b"".join(packed)) else None
    return None


def _unpacks_as_said(content: bytes, packed: bytes) -> bool:
    """The dots that its head speaks of, and no more: a few bytes can hold gigabytes of nothing."""
    width, height = picture_size("image/png", content) or (0, 0)
    depth, colour = content[24], content[25]
    row = (width * depth * _PNG_CHANNELS.get(colour, 0) + 7) // 8 + 1
    most = row * height + 8 * (height + width)  # interlaced it has more and shorter rows
    reader = zlib.decompressobj()
    unpacked = len(reader.decompress(packed, most + 1))
    return 0 < unpacked <= most and reader.eof


def _jpeg(content: bytes) -> bytes | None:
    kept, at = [content[:2], exif_of("image/jpeg", orientation("image/jpeg", content))], 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == _END:
            return b"".join([*kept, content[at : at + 2]])
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if marker == _SCAN:
            end = _end_of_scan(content, end)
        if marker == _SCAN or marker in _JPEG_KEPT:
            kept.append(content[at:end])
        elif marker == _APP0 and content[at + 4 : at + 9] == b"JFIF\0":
            kept.append(
                _JPEG_HEAD
            )  # it says how colours are meant, and may hold a preview, which this does not
        at = end
    return None


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands: not a stuffed byte, not a restart."""
    while True:
        at = content.index(b"\xff", at)
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def _webp(content: bytes) -> bytes | None:
    size = picture_size("image/webp", content)
    parts = dict(_riff_parts(content))
    picture = next((name for name in (b"VP8 ", b"VP8L") if name in parts), None)
    if size is None or picture is None or b"ANMF" in parts:
        return None
    kept = [_riff_part(name, parts[name]) for name in parts if name in _WEBP_KEPT]
    if b"ALPH" in parts:
        width, height = size
        flags = struct.pack("<I", _HAS_ALPHA)
        sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        kept.insert(0, _riff_part(b"VP8X", flags + sides))
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff_parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    end = min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    while at + 8 <= end:
        name, length = struct.unpack_from("<4sI", content, at)
        if at + 8 + length > len(content):
            raise ValueError("damaged")
        yield name, content[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _riff_part(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


_STRIPPERS: Final = {"image/png": _png, "image/jpeg": _jpeg, "image/webp": _webp}
