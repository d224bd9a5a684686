"""Messages, and the one door through which every body comes in (DESIGN.md section 9)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.librarian import Librarian
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, EventRow, librarian_author
from commondesk.desk.log import Item, Must, append_one
from commondesk.desk.staff_event import staff_item
from commondesk.plumbing.masking import clean, mask


def prepared(body: str, *, masked: bool = True) -> tuple[str, dict[str, Any]]:
    """The body as it may be kept, and its data: what was masked is named, never kept (LS3).

    Raises `Empty`, `TooLong` or `Invalid`.
    """
    text = clean(body)
    if not masked:
        return text, {}
    result = mask(text, library_cards=the_consortium().library_card_patterns)
    return result.text, {"masked": list(result.kinds)} if result.kinds else {}


def patron_item(code: str, body: str, data: dict[str, Any], key: str | None) -> Item:
    """A patron's message, ready for the log."""
    return Item(code, PATRON, "message", body, data, key, must=Must.PATRON)


def librarian_item(
    code: str, body: str, data: dict[str, Any], key: str | None, librarian_id: int, name: str, library: str
) -> Item:
    """A librarian's message: only who holds the conversation may send it."""
    author = librarian_author(librarian_id)
    return Item(code, author, "message", body, data, key, librarian_id, name, library, Must.HOLD)


def say_as_patron(conversation: Conversation, body: str, key: str | None = None) -> EventRow:
    """The patron writes. Raises Closed, Erased, OtherBody or SlowDown."""
    text, data = prepared(body)
    with transaction.atomic():
        return append_one(patron_item(conversation.code, text, data, key))


def say_as_librarian(
    conversation: Conversation, librarian: Librarian, body: str, key: str | None = None
) -> EventRow:
    """The claimant writes. Raises NotClaimed, Closed, Erased or OtherBody."""
    text, data = prepared(body)
    with transaction.atomic():
        event = append_one(
            staff_item(conversation.code, librarian, "message", text, data, key, must=Must.HOLD)
        )
    return event
