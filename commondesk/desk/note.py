"""Notes: what staff tell each other about a conversation; no patron sees them."""

from __future__ import annotations

from django.db import transaction

from commondesk.consortium.librarian import Librarian
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import EventRow
from commondesk.desk.log import append_one
from commondesk.desk.message import prepared
from commondesk.desk.staff_event import staff_item


def note(conversation: Conversation, librarian: Librarian, body: str, key: str | None = None) -> EventRow:
    """Whoever may see the conversation may leave a note, also on a closed one."""
    text, data = prepared(body)
    with transaction.atomic():
        return append_one(staff_item(conversation.code, librarian, "note", text, data, key))
