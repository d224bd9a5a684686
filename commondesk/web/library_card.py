"""A library as visiting staff read of it beside a conversation (LS1)."""

from __future__ import annotations

from typing import Any

from commondesk.consortium.library import Library
from commondesk.schedule.coverage import Place
from commondesk.web.hours import hours_now
from commondesk.web.languages import language_name


def library_card(library: Library | None, or_else: Place | None = None) -> dict[str, Any]:
    """Context of `librarian/_library.html`; where no library is known, with the hours of `or_else`."""
    place = library or or_else
    return {
        "library": library,
        "hours": hours_now(place) if place else None,
        "languages": [language_name(code) for code in library.languages] if library else [],
        "siblings": _siblings(library),
    }


def _siblings(library: Library | None) -> list[Library]:
    """The branches of a regional system: a patron often means one of them."""
    return list(library.branches.open_to_patrons()) if library and library.kind == Library.Kind.SYSTEM else []
