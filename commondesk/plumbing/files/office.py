"""Documents of office programs: a ZIP whose list of parts says what it is. The parts are not unpacked."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MOST_PARTS: Final = 3_000
LONGEST_LIST: Final = 1024 * 1024
LARGEST_UNPACKED: Final = 300 * 1024 * 1024
MOST_TIMES: Final = 250  # larger unpacked than packed; a table of blanks reaches some dozens
SMALL: Final = 1024 * 1024
_END: Final = b"PK\x05\x06"
_LONGEST_KIND: Final = 100
_MARKS: Final = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OPEN_DOCUMENTS: Final = frozenset(
    f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")
)
_MACROS: Final = ("vbaproject.bin", "basic/", "scripts/", "activex/", "macrosheets/")


def office_kind(content: bytes) -> str | None:
    """The document's type; None for any other archive, for one with macros, and for a bomb."""
    if not _has_a_short_list(content):
        return None
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if _is_bomb(parts, len(content)) or _has_macros(parts):
                return None
            return _open_document(archive, parts) or _marked({part.filename for part in parts})
    except (BadZipFile, NotImplementedError, ValueError, RuntimeError, OSError):
        return None


def _has_a_short_list(content: bytes) -> bool:
    """Looked at before the list is read: a hostile one may have hundreds of thousands of entries.

    Office programs write no comment and no 64-bit form, so the end of the list stands at the very end.
    """
    end = content[-22:]
    if len(end) < 22 or not end.startswith(_END) or content[-42:-38] == b"PK\x06\x07":
        return False
    parts, size, _offset, comment = struct.unpack("<HIIH", end[10:22])
    return bool(0 < parts <= MOST_PARTS and size <= LONGEST_LIST and comment == 0)


def _is_bomb(parts: list[ZipInfo], size: int) -> bool:
    packed = sum(part.compress_size for part in parts)
    unpacked = sum(part.file_size for part in parts)
    grown = any(part.file_size > max(SMALL, part.compress_size * MOST_TIMES) for part in parts)
    strange = any(
        part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or part.flag_bits & 1 for part in parts
    )
    # Parts that lie over each other hold together more than the file does.
    return packed > size or unpacked > LARGEST_UNPACKED or grown or strange


def _has_macros(parts: list[ZipInfo]) -> bool:
    return any(mark in part.filename.lower() for part in parts for mark in _MACROS)


def _open_document(archive: ZipFile, parts: list[ZipInfo]) -> str | None:
    first = parts[0]
    if first.filename != "mimetype" or first.compress_type != ZIP_STORED or first.file_size > _LONGEST_KIND:
        return None
    kind = archive.read(first).decode("ascii", "replace").strip()
    return kind if kind in _OPEN_DOCUMENTS else None


def _marked(names: set[str]) -> str | None:
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for mark, kind in _MARKS.items() if mark in names), None)
