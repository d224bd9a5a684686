"""Small files of every kind, made by hand."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def png(width: int = 2, height: int = 1) -> bytes:
    """A picture that browsers show, where it is as large as it says."""
    rows = b"\0" + b"\xff\0\0" * 2
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows))]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in [*parts, (b"IEND", b"")]
    )
    return b"\x89PNG\r\n\x1a\n" + body


def gif(width: int = 1, height: int = 1) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0\0\0\0\xff\xff\xff;"


def jpeg(width: int = 1, height: int = 1) -> bytes:
    app0 = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\1\x11\0\2\x11\1\3\x11\1"
    return b"\xff\xd8" + app0 + frame + b"\xff\xd9"


def exif(turn: int, *, order: str = "<", more: bytes = b"") -> bytes:
    """A JPEG's part that says how to turn it, after a list of the camera's name; `more` may tell a place."""
    entries = struct.pack(order + "HHII", 0x010F, 2, 4, 0) + struct.pack(
        order + "HHIHH", 0x0112, 3, 1, turn, 0
    )
    head = b"II*\0" if order == "<" else b"MM\0*"
    said = b"Exif\0\0" + head + struct.pack(order + "IH", 8, 2) + entries + bytes(4) + more
    return b"\xff\xe1" + struct.pack(">H", 2 + len(said)) + said


def turned_png(turn: int, *, order: str = "<", before: bytes = b"IDAT") -> bytes:
    """A PNG that says how to turn it, in a part that stands before this other one."""
    whole, said = png(400, 100), exif(turn, order=order)[10:]
    at = whole.index(before) - 4
    part = struct.pack(">I", len(said)) + b"eXIf" + said + struct.pack(">I", zlib.crc32(b"eXIf" + said))
    return whole[:at] + part + whole[at:]


def webp(width: int = 1, height: int = 1) -> bytes:
    chunk = b"VP8X" + struct.pack("<I", 10) + bytes(4)
    chunk += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def office(mark: str = "word/document.xml", *more: str, blank: int = 0) -> bytes:
    """An Office document; `blank` bytes of nothing in it."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(mark, b" " * (blank or 10))
        for name in more:
            archive.writestr(name, "more")
    return made.getvalue()


def open_document(kind: str = "text") -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}", ZIP_STORED)
        archive.writestr("content.xml", "<x/>")
    return made.getvalue()
