"""Who may read which conversation, and where it stands. Asked on the reader's thread."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Membership
from commondesk.desk.bearer import Speaker, speakers
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import EventRow, read_events
from commondesk.plumbing.refusal import NoToken, NotVisible
from commondesk.web.staff import refuse_without_desk

# Whoever holds a conversation takes part in it, which `visible_to` shows to these roles: it says the same
# after seven queries, and the holder's fetches are nearly all that staff make.
_PLACE: Final = """
    SELECT c.id, c.state, c.last_seq, c.last_patron_seq, c.erased_at, c.queue_id, c.library_id,
           c.claimed_by_id, EXISTS (
             SELECT 1 FROM commondesk_membership m
              WHERE m.librarian_id = c.claimed_by_id AND m.role IN ('librarian', 'coordinator', 'help_desk'))
      FROM commondesk_conversation c WHERE c.code = %s"""


Memberships = frozenset[tuple[Any, ...]]
Rights = tuple[tuple[int, int | None], Memberships | None]


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation as one reader may see it; `last` is the reader's own number of its last event."""

    speaker: Speaker
    reader: str
    id: int
    code: str
    state: str
    last: int
    stands: tuple[int, int | None]  # its queue and library


def who_speaks(digest: str) -> Speaker:
    """Raises `NoToken` for a token that is unknown or over."""
    with connection.cursor() as cursor:
        speaker = speakers(cursor, [digest]).get(digest)
    if speaker is None:
        raise NoToken
    return speaker


def admit_to_desk(digest: str) -> int:
    """Whose desk it is. Raises NoToken; NotVisible for a patron, NotAllowed for an analyst."""
    librarian_id = who_speaks(digest).librarian_id
    if librarian_id is None:
        raise NotVisible
    refuse_without_desk(Librarian.objects.get(pk=librarian_id))
    return librarian_id


def admit(digest: str, code: str) -> Place:
    """The place. Raises NoToken, NotVisible; Erased for its patron."""
    speaker = who_speaks(digest)
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [code])
        found = cursor.fetchone()
    if found is None:
        raise NotVisible
    id_, state, last_seq, last_patron_seq, erased_at, queue, library, holder, holder_sees = found
    if speaker.librarian_id is None:
        _refuse_other_patrons(speaker, id_, is_erased=erased_at is not None)
        return Place(speaker, speaker.author, id_, code, state, last_patron_seq, (queue, library))
    holds = holder_sees and holder == speaker.librarian_id
    if not holds and not still_visible(speaker.librarian_id, [id_]):
        raise NotVisible
    return Place(speaker, speaker.author, id_, code, state, last_seq, (queue, library))


def admit_to_follow(digest: str, code: str) -> tuple[Place, Rights]:
    """The place, and what the right to read it hangs on. Raises as `admit`."""
    librarian_id = who_speaks(digest).librarian_id
    # Read before the right is looked at: what changes after this is noticed by the next heartbeat.
    mine = memberships([librarian_id]).get(librarian_id) if librarian_id is not None else None
    place = admit(digest, code)
    return place, (place.stands, mine)


def memberships(librarian_ids: Collection[int]) -> dict[int, Memberships]:
    """What these librarians are where; one query."""
    found: dict[int, set[tuple[Any, ...]]] = {}
    if librarian_ids:
        rows = Membership.objects.filter(librarian__in=librarian_ids)
        for librarian, *membership in rows.values_list("librarian_id", "id", "role", "library_id"):
            found.setdefault(librarian, set()).add(tuple(membership))
    return {librarian: frozenset(rows) for librarian, rows in found.items()}


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


def _refuse_other_patrons(speaker: Speaker, conversation_id: int, *, is_erased: bool) -> None:
    if speaker.conversation_id != conversation_id:
        raise NotVisible
    if is_erased:
        Conversation.objects.get(pk=conversation_id).refuse_if_erased()
