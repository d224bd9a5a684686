"""What calls a person at the desk, and how: by a sound, in the title of the tab, by a notice on the desktop.

News and alarms are kinds apart: news says once that something came, an alarm goes on until it is seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from commondesk.consortium.changing import change
from commondesk.consortium.librarian import Librarian
from commondesk.plumbing import bus
from commondesk.plumbing.refusal import Invalid

MEANS: Final = ("sound", "title", "notice")
NEWS: Final = ("rings", "offer", "message", "mention", "mark")
ALARMS: Final = ("danger", "returned")
KINDS: Final = (*NEWS, *ALARMS)
HELP_DESK_ALONE: Final = frozenset(["mark"])
# Whoever has chosen nothing hears who waits and whoever asks for them, and sees the rest.
DEFAULTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "rings": MEANS,
        "offer": MEANS,
        "message": ("title", "notice"),
        "mention": ("title", "notice"),
        "mark": ("title", "notice"),
        "danger": MEANS,
        "returned": MEANS,
    }
)


def kinds_for(librarian: Librarian) -> list[str]:
    """Those that can come to this person."""
    is_help_desk = librarian.is_help_desk
    return [kind for kind in KINDS if is_help_desk or kind not in HELP_DESK_ALONE]


def calls_of(librarian: Librarian) -> dict[str, list[str]]:
    """By kind the means chosen, in the order of `MEANS`; the default for kinds nothing was said of."""
    return {kind: _known(librarian.calls.get(kind, DEFAULTS[kind])) for kind in kinds_for(librarian)}


def choose_calls(librarian: Librarian, calls: Mapping[str, list[str]], letter_keys: bool) -> list[str]:
    """From now on, in all browsers of this person; the names of what has changed.

    `letter_keys` False: no key acts by itself alone (WCAG 2.1.4). Raises Invalid for a kind or means that
    is none.
    """
    if set(calls) != set(kinds_for(librarian)) or any(set(means) - set(MEANS) for means in calls.values()):
        raise Invalid
    values: dict[str, Any] = {"letter_keys": letter_keys}
    chosen = {kind: _known(calls[kind]) for kind in kinds_for(librarian)}
    if chosen != calls_of(librarian):
        values["calls"] = chosen
    changed = change(librarian, librarian, "librarian.calls", values)
    if changed:
        bus.wake([bus.Wake(f"rights:{librarian.pk}")])  # their desks begin anew, and know
    return changed


def _known(means: Any) -> list[str]:
    return [one for one in MEANS if one in means]
