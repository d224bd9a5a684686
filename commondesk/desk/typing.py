"""Typing notices: told to the other side, stored nowhere (NR2)."""

from __future__ import annotations

from typing import Any

from commondesk.consortium.librarian import Librarian
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, librarian_author
from commondesk.plumbing import bus


def typing(conversation: Conversation, librarian: Librarian | None, *, is_typing: bool) -> None:
    """The patron (None), the claimant or who helps them types, or has stopped; of nobody else it is told."""
    if not conversation.is_open:
        return
    if librarian is not None and librarian.pk not in (conversation.claimed_by_id, conversation.helped_by_id):
        return
    wakes = [bus.Wake(f"typing:{conversation.pk}", _said(librarian, is_typing=is_typing))]
    if librarian is None:
        desk = {"code": conversation.code, "typing": is_typing}
        with_us = filter(None, (conversation.claimed_by_id, conversation.helped_by_id))
        wakes += [bus.Wake(f"desk:{one}", desk) for one in with_us]
    bus.wake(wakes)  # in no transaction: nothing is kept, so nobody need wait for their turn to write


def _said(librarian: Librarian | None, *, is_typing: bool) -> dict[str, Any]:
    if librarian is None:
        return {"author": PATRON, "by": {"role": "patron", "name": "", "library": ""}, "typing": is_typing}
    library = librarian.home_library
    by = {"role": "librarian", "name": librarian.called, "library": library.name if library else ""}
    return {"author": librarian_author(librarian.pk), "by": by, "typing": is_typing}
