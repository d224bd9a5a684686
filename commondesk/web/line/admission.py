"""Who may read which conversation, and where it stands. Asked on the reader's thread."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from commondesk.consortium.librarian import Librarian
from commondesk.desk.bearer import Speaker, speakers
from commondesk.desk.conversation import Conversation, ConversationQuerySet
from commondesk.desk.event import EventRow, read_events
from commondesk.plumbing.refusal import NoToken, NotVisible


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation as one reader may see it; `last` is the reader's own number of its last event."""

    speaker: Speaker
    reader: str
    id: int
    code: str
    state: str
    last: int


def who_speaks(digest: str) -> Speaker:
    """Raises `NoToken` for a token that is unknown or over."""
    with connection.cursor() as cursor:
        speaker = speakers(cursor, [digest]).get(digest)
    if speaker is None:
        raise NoToken
    return speaker


def admit(digest: str, code: str) -> Place:
    """The place. Raises NoToken, NotVisible; Erased for its patron."""
    speaker = who_speaks(digest)
    found = _rows(speaker, code).first()
    if found is None:
        raise NotVisible
    is_patron = speaker.librarian_id is None
    if is_patron:
        found.refuse_if_erased()
    return Place(
        speaker,
        speaker.author,
        found.pk,
        code,
        found.state,
        found.last_patron_seq if is_patron else found.last_seq,
    )


def fetch(digest: str, code: str, after: int, limit: int) -> tuple[Place, list[EventRow]]:
    """What this reader lacks after its number `after`, and the place. Raises as `admit`."""
    place = admit(digest, code)
    with connection.cursor() as cursor:
        return place, read_events(cursor, place.id, place.reader, after, limit)


def still_visible(librarian_id: int, conversation_ids: list[int]) -> set[int]:
    """Those of the conversations that this librarian may see now."""
    librarian = Librarian.objects.filter(pk=librarian_id).first()
    if librarian is None:
        return set()
    seen = Conversation.objects.visible_to(librarian).filter(pk__in=conversation_ids)
    return set(seen.values_list("pk", flat=True))


def _rows(speaker: Speaker, code: str) -> ConversationQuerySet:
    if speaker.librarian_id is not None:
        librarian = Librarian.objects.get(pk=speaker.librarian_id)
        return Conversation.objects.visible_to(librarian).filter(code=code)
    if speaker.conversation_id is None or speaker.code != code:
        raise NotVisible
    return Conversation.objects.filter(pk=speaker.conversation_id)
