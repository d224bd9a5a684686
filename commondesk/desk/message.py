"""Messages, and the one door through which every body comes in (DESIGN.md section 9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.librarian import Librarian
from commondesk.desk import by_mail
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, EventRow, librarian_author
from commondesk.desk.log import Item, Must, append_one
from commondesk.desk.staff_event import staff_item
from commondesk.plumbing.masking import clean, clean_line, mask

CardPatterns = Sequence[tuple[str, int]]


def prepared(body: str, cards: CardPatterns | None = None) -> tuple[str, dict[str, Any]]:
    """The body as it may be kept, and its data: what was masked is named, never kept (LS3).

    `cards` are the library card patterns where the caller has them at hand (the line must not ask the
    database here). Raises `Empty`, `TooLong` or `Invalid`.
    """
    known = card_patterns() if cards is None else cards
    result = mask(clean(body), library_cards=known)
    return result.text, {"masked": list(result.kinds)} if result.kinds else {}


def prepared_line(text: str, limit: int, cards: CardPatterns | None = None) -> str:
    """One line as it may be kept: a name, a topic, a reason. Raises `TooLong` or `Invalid`."""
    line = clean_line(text, limit)
    return mask(line, library_cards=card_patterns() if cards is None else cards).text if line else ""


def card_patterns() -> CardPatterns:
    """Prefix and number of digits of the consortium's library cards; never regular expressions."""
    return [(str(prefix), int(digits)) for prefix, digits in the_consortium().library_card_patterns]


def patron_item(code: str, body: str, data: dict[str, Any], key: str | None) -> Item:
    """A patron's message, ready for the log."""
    return Item(code, PATRON, "message", body, data, key, must=Must.PATRON)


def librarian_item(
    code: str, body: str, data: dict[str, Any], key: str | None, librarian_id: int, name: str, library: str
) -> Item:
    """A librarian's message: only who holds the conversation, or helps there, may send it."""
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
        by_mail.send_where_away([event])
    return event
