"""What a file is, told by its content alone; a short list of what people show each other, nothing that runs.

Nothing is decoded or unpacked here: of pictures only the size is read, of office documents the list of their
parts. So a bomb does no harm to us, and none is handed on to a reader.
"""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from commondesk.plumbing.files.office import office_kind
from commondesk.plumbing.files.pictures import picture_size
from commondesk.plumbing.refusal import Empty, Invalid

PDF: Final = "application/pdf"
TEXT: Final = "text/plain"
CSV: Final = "text/csv"
# Each type with the endings it may have, the usual one first.
ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    PDF: ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    TEXT: ("txt",),
    CSV: ("csv",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ("pptx",),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
    "application/vnd.oasis.opendocument.presentation": ("odp",),
}
MOST_PIXELS: Final = 100_000_000  # a good camera's, twice
LONGEST_SIDE: Final = 30_000

_BEGINNINGS: Final = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
# What a browser, or a computer, would take for more than words to read.
_RUNS: Final = re.compile(
    rb"(?i)\s*(<[!?a-z/]|#!|%!PS|\{\\rtf)|[\s\S]{0,1024}?<(script|svg|html|iframe|body)\b"
)
_NO_TEXT: Final = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def kind_of(content: bytes, name: str) -> str:
    """The file's type; `name` tells only a table from other text. Raises Empty or Invalid, in words."""
    if not content:
        raise Empty(_("This file is empty."))
    kind = _kind(content, name)
    if kind is None:
        raise Invalid(REFUSED)
    if kind.startswith("image/"):
        _refuse_what_is_too_large_to_show(kind, content)
    return kind


def _kind(content: bytes, name: str) -> str | None:
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"PK\x03\x04"):
        return office_kind(content)
    if _is_text(content):
        return CSV if name.lower().endswith(".csv") else TEXT
    return None


def _is_text(content: bytes) -> bool:
    if _NO_TEXT.search(content) or _RUNS.match(content.removeprefix(b"\xef\xbb\xbf")):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _refuse_what_is_too_large_to_show(kind: str, content: bytes) -> None:
    size = picture_size(kind, content)
    if size is None:
        raise Invalid(_("This picture is damaged. Please save it again and send it then."))
    width, height = size
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE and width * height <= MOST_PIXELS):
        raise Invalid(_("This picture has more dots than we can show. Please send a smaller one."))


REFUSED: Final = _(
    "We cannot take this kind of file. Pictures (PNG, JPEG, GIF, WebP), PDF, plain text, CSV and documents of"
    " office programs without macros can be sent."
)
