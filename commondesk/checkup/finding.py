"""What one look has found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: is it good, and a sentence which, if it is not, says what to do.

    A note is not wrong, and may still not be meant.
    """

    good: bool
    says: str
    is_note: bool = False

    @property
    def heading(self) -> str:
        if not self.good:
            return "WRONG"
        return "note " if self.is_note else "good "


def wrong(says: str) -> Finding:
    return Finding(False, says)


def note(says: str) -> Finding:
    return Finding(True, says, is_note=True)
