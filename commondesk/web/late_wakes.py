"""What the help desk is told while servers do not hear each other: nothing is lost, and all comes later."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from commondesk.plumbing import running


def of_help_desk(_request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Context processor: `late_wakes`, asked of the database only by pages that name it."""
    return {"late_wakes": late_wakes}


def late_wakes() -> str:
    """A sentence; empty while all processes hear each other."""
    if running.bus_lost_since() is None:
        return ""
    return _(
        "The servers of this desk do not hear each other now. Nothing is lost, but messages may come up to "
        "15 seconds late. Please tell whoever runs it: “Is it well?” in docs/operating.md says what to do."
    )
