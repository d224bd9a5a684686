"""What calls a person at the desk, and how: by a sound, in the title of the tab, by a notice on the desktop;
and what follows them as a notice on their own devices.

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

MEANS: Final = ("sound", "title", "notice", "push")
NEWS: Final = ("rings", "offer", "message", "mention", "mark")
ALARMS: Final = ("danger", "returned")
KINDS: Final = (*NEWS, *ALARMS)
HELP_DESK_ALONE: Final = frozenset(["mark"])
PUSHED: Final = frozenset(KINDS) - {"mark"}  # a second look may wait until somebody is at the desk
# Whoever has chosen nothing hears who waits and whoever asks for them, and sees the rest.
DEFAULTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "rings": MEANS,
        "offer": MEANS,
        "message": ("title", "notice", "push"),
        "mention": ("title", "notice", "push"),
        "mark": ("title", "notice"),
        "danger": MEANS,
        "returned": MEANS,
    }
)


def means_of(kind: str) -> tuple[str, ...]:
    """How this kind may call."""
    return MEANS if kind in PUSHED else tuple(means for means in MEANS if means != "push")


def kinds_for(librarian: Librarian) -> list[str]:
    """Those that can come to this person."""
    is_help_desk = librarian.is_help_desk
    return [kind for kind in KINDS if is_help_desk or kind not in HELP_DESK_ALONE]


def calls_of(librarian: Librarian) -> dict[str, list[str]]:
    """By kind the means chosen, in the order of `MEANS`; the default for kinds nothing was said of."""
    return {kind: _known(kind, librarian.calls.get(kind, DEFAULTS[kind])) for kind in kinds_for(librarian)}


def wants_push(librarian: Librarian, kind: str) -> bool:
    """Whether it follows this person to their devices."""
    return "push" in _known(kind, librarian.calls.get(kind, DEFAULTS[kind]))


def choose_calls(librarian: Librarian, calls: Mapping[str, list[str]], letter_keys: bool) -> list[str]:
    """From now on, in all browsers of this person; the names of what has changed.

    `letter_keys` False: no key acts by itself alone (WCAG 2.1.4). Raises Invalid for a kind or means that
    is none.
    """
    kinds = kinds_for(librarian)
    if set(calls) != set(kinds) or any(set(calls[kind]) - set(means_of(kind)) for kind in kinds):
        raise Invalid
    values: dict[str, Any] = {"letter_keys": letter_keys}
    chosen = {kind: _known(kind, calls[kind]) for kind in kinds}
    if chosen != calls_of(librarian):
        values["calls"] = chosen
    changed = change(librarian, librarian, "librarian.calls", values)
    if changed:
        bus.wake([bus.Wake(f"rights:{librarian.pk}")])  # their desks begin anew, and know
    return changed


def _known(kind: str, means: Any) -> list[str]:
    return [one for one in means_of(kind) if one in means]
