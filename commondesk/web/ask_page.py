"""Where one asks: at a library's own ask page or, without a library, at the consortium's (ON1).

Everything that leads there, stands for it or looks like it takes a `Library | None` and asks here.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.urls import reverse

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.library import Library


def name_of(library: Library | None) -> str:
    """What stands above the page."""
    return library.name if library else the_consortium().name


def zone_of(library: Library | None) -> ZoneInfo:
    """The clock by which its hours are told."""
    return ZoneInfo(library.time_zone if library else the_consortium().time_zone)


def in_address(library: Library | None) -> list[str]:
    """What addresses hold that exist for each library, and once without one."""
    return [library.slug] if library else []


def ask_path(library: Library | None) -> str:
    """The path of the page itself, in the language of now."""
    return reverse("patron:ask-library", args=[library.slug]) if library else reverse("patron:ask")
