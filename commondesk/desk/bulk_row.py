"""One row of a table that somebody has sent: what becomes of it, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from commondesk.consortium.librarian import Librarian

Cells = dict[str, str]
NEW: Final = "new"
CHANGED: Final = "changed"
SAME: Final = "same"
WRONG: Final = "wrong"


@dataclass(frozen=True, slots=True)
class Fate:
    """`what` is one of the four words above; `why` says what is wrong, or names what changes.

    `act` carries it out, with whoever asked for it; it may raise a Refusal. Rows with a smaller `order` go
    first.
    """

    line: int
    name: str
    what: str
    why: str = ""
    act: Callable[[Librarian], object] | None = field(default=None, compare=False)
    order: int = 0
