"""Which conversation a page of the desk is about."""

from __future__ import annotations

from commondesk.consortium.librarian import Librarian
from commondesk.desk.conversation import Conversation
from commondesk.plumbing.refusal import NotVisible
from commondesk.plumbing.tokens import read_code


def seen_by(librarian: Librarian, code: str) -> Conversation:
    """The conversation, if this person may see it. Raises NotVisible: another's and none answer alike."""
    rows = Conversation.objects.visible_to(librarian).select_related("library", "queue")
    conversation = rows.filter(code=read_code(code)).first()
    if conversation is None:
        raise NotVisible
    return conversation
