"""Typing notices: told to the other side, stored nowhere (NR2)."""

from __future__ import annotations

from typing import Any

from commondesk.consortium.librarian import Librarian
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, librarian_author
from commondesk.plumbing import bus


def typing(conversation: Conversation, librarian: Librarian | None, *, is_typing: bool) -> None:
    """The patron (None) or a librarian types, or has stopped. Of librarians only the claimant is told of."""
    if not conversation.is_open:
        return
    if librarian is not None and conversation.claimed_by_id != librarian.pk:
        return
    wakes = [bus.Wake(f"typing:{conversation.pk}", _said(librarian, is_typing=is_typing))]
    if librarian is None and conversation.claimed_by_id:
        desk = {"code": conversation.code, "typing": is_typing}
        wakes.append(bus.Wake(f"desk:{conversation.claimed_by_id}", desk))
    bus.wake(wakes)  # in no transaction: nothing is kept, so nobody need wait for their turn to write


def _said(librarian: Librarian | None, *, is_typing: bool) -> dict[str, Any]:
    if librarian is None:
        return {"author": PATRON, "by": {"role": "patron", "name": "", "library": ""}, "typing": is_typing}
    library = librarian.home_library
    by = {"role": "librarian", "name": librarian.called, "library": library.name if library else ""}
    return {"author": librarian_author(librarian.pk), "by": by, "typing": is_typing}
