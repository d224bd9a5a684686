"""The form of an event written by a librarian."""

from __future__ import annotations

from typing import Any

from commondesk.consortium.librarian import Librarian
from commondesk.desk.event import librarian_author
from commondesk.desk.log import Item, Must


def staff_item(
    code: str,
    librarian: Librarian,
    kind: str,
    body: str | None = None,
    data: dict[str, Any] | None = None,
    key: str | None = None,
    must: Must = Must.BE_THERE,
) -> Item:
    """An item under the librarian's shown name and library, as they are at this moment (AC5)."""
    library = librarian.home_library
    return Item(
        code,
        librarian_author(librarian.id),
        kind,
        body,
        data or {},
        key,
        librarian.id,
        librarian.called,
        library.name if library else "",
        must,
    )
