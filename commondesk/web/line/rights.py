"""Whether those who follow still may, asked for many streams at once: a heartbeat's, or one librarian's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection

from commondesk.desk.bearer import speakers
from commondesk.desk.conversation import Conversation
from commondesk.web.line.admission import Memberships, Rights, memberships, still_visible
from commondesk.web.line.desk_follower import DeskFollower
from commondesk.web.line.follower import Follower, TalkFollower
from commondesk.web.line.reader import Reader

NOT_ALLOWED = "rights"
ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Stand:
    """A conversation's state as streams need it; on its `place` the right of staff to see it hangs."""

    last_seq: int
    last_patron_seq: int
    is_erased: bool
    place: tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Looked:
    """`speaking` are the digests of tokens that are still good."""

    speaking: Collection[str]
    stands: dict[int, Stand]
    memberships: dict[int, Memberships]

    def rights_of(self, librarian_id: int) -> Memberships:
        return self.memberships.get(librarian_id, frozenset())


async def check(reader: Reader, followers: Sequence[Follower]) -> set[int]:
    """End the streams of those who may not follow any more, and notice events that nobody told of.

    Ids of the librarians whose desk has to begin anew, because their memberships have changed unheard.
    """
    talks = [one for one in followers if isinstance(one, TalkFollower)]
    staff = {one.librarian_id for one in followers if one.librarian_id is not None}
    looked = await reader.ask(
        _look, {one.digest for one in followers}, {one.conversation_id for one in talks}, staff
    )
    for one in followers:
        if one.digest not in looked.speaking:
            one.end(NOT_ALLOWED)
    for one in talks:
        if not one.ended:
            await _check_talk(reader, one, looked)
    desks = (one for one in followers if isinstance(one, DeskFollower) and one.is_ready and not one.ended)
    return {
        id_ for desk in desks if (id_ := desk.librarian_id) and desk.reach.rights != looked.rights_of(id_)
    }


async def _check_talk(reader: Reader, one: TalkFollower, looked: Looked) -> None:
    stand = looked.stands.get(one.conversation_id)
    if stand is None:
        one.end(NOT_ALLOWED)
        return
    one.look(stand.last_patron_seq if one.is_patron else stand.last_seq)
    if stand.is_erased and not one.lacking:
        one.end(ERASED)
    if one.librarian_id is None:
        return
    hangs_on: Rights = (stand.place, looked.memberships.get(one.librarian_id))
    if hangs_on != one.rights:
        one.rights = hangs_on
        if not await reader.ask(still_visible, one.librarian_id, [one.conversation_id]):
            one.end(NOT_ALLOWED)


def _look(digests: set[str], conversation_ids: set[int], librarian_ids: set[int]) -> Looked:
    """Three queries, however many streams."""
    with connection.cursor() as cursor:
        speaking = speakers(cursor, sorted(digests)).keys()
    columns = ("id", "last_seq", "last_patron_seq", "erased_at", "queue_id", "library_id")
    rows = Conversation.objects.filter(pk__in=conversation_ids).values_list(*columns)
    stands = {
        id_: Stand(seq, patron_seq, erased_at is not None, (queue, library))
        for id_, seq, patron_seq, erased_at, queue, library in rows
    }
    return Looked(speaking, stands, memberships(librarian_ids))
