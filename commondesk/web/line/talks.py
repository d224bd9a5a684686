"""Who follows which conversation, and how they get what they lack: one SELECT a wake for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from django.db import connection

from commondesk.desk import signs_of_life
from commondesk.desk.event import PAGE, PATRON, EventRow, read_events
from commondesk.plumbing.bus import Wake
from commondesk.plumbing.stream import compact, frame
from commondesk.web.line.follower import TalkFollower, Texts
from commondesk.web.line.reader import Reader
from commondesk.web.line.request import BEYOND_ALL

STAFF = "librarian"
Pages = dict[bool, list[EventRow]]  # True: the patron's


class Talks:
    """The followers of all conversations. Lives on the event loop."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._followers: dict[int, set[TalkFollower]] = {}
        self._looking: set[int] = set()
        self._unanswered: set[int] = set()

    def add(self, follower: TalkFollower) -> None:
        self._followers.setdefault(follower.conversation_id, set()).add(follower)
        self.look(follower.conversation_id)
        self.tell_who_is_here([follower])

    def discard(self, follower: TalkFollower) -> None:
        followers = self._followers.get(follower.conversation_id, set())
        followers.discard(follower)
        if not followers:
            self._followers.pop(follower.conversation_id, None)

    def woken(self, wake: Wake) -> None:
        """Events were committed: those in its cargo, or some that another process knows."""
        followers = self._followers.get(wake.id)
        if not followers:
            return
        texts: Texts = {}
        for follower in tuple(followers):
            if wake.cargo is not None:
                follower.follow(wake.cargo, texts, complete=False)
            else:
                follower.look(wake.data.get("patron_seq" if follower.is_patron else "seq", BEYOND_ALL))
        self.look(wake.id)

    def typing(self, wake: Wake) -> None:
        """Somebody types; whoever that is knows it already."""
        text = frame("typing", compact({"by": wake.data["by"], "typing": wake.data["typing"]}))
        for follower in self._followers.get(wake.id, ()):
            if follower.reader != wake.data["author"] and not follower.congested:
                follower.put(text)

    def tell_who_is_here(self, followers: Sequence[TalkFollower]) -> None:
        """Of the patrons among them, to whoever follows their question up."""
        ids = {one.conversation_id for one in followers if one.is_patron}
        if ids:
            telling = self._reader.ask(signs_of_life.tell_who_is_back, ids)
            telling.add_done_callback(_told)

    def look(self, conversation_id: int) -> None:
        """Ask for what followers of this conversation lack, if any do."""
        if conversation_id in self._looking:
            return  # once that is answered, whoever still lacks something is looked at again
        wanting = [one for one in self._followers.get(conversation_id, ()) if one.wants]
        if not wanting:
            return
        self._looking.add(conversation_id)
        after = {
            patrons: min(one.position for one in wanting if one.is_patron is patrons)
            for patrons in {one.is_patron for one in wanting}
        }
        for one in wanting:
            one.lacking = False
        pages = self._reader.ask(_read, conversation_id, after)
        pages.add_done_callback(lambda found: self._found(conversation_id, wanting, found))

    def look_everywhere(self) -> None:
        """Wakes may have been lost: everybody looks once."""
        for conversation_id, followers in list(self._followers.items()):
            for follower in followers:
                follower.lacking = True
            self.look(conversation_id)

    def ask_again(self) -> None:
        """What could not be read, because the database was away."""
        unanswered, self._unanswered = self._unanswered, set()
        for conversation_id in unanswered:
            self.look(conversation_id)

    def _found(
        self, conversation_id: int, wanting: Sequence[TalkFollower], pages: asyncio.Future[Pages]
    ) -> None:
        self._looking.discard(conversation_id)
        if pages.cancelled() or pages.exception() is not None:
            for one in wanting:
                one.lacking = True
            self._unanswered.add(conversation_id)
            return
        texts: Texts = {}
        for one in wanting:
            page = pages.result()[one.is_patron]
            one.follow(page, texts, complete=True)
            one.lacking |= len(page) >= PAGE
        self.look(conversation_id)


def _told(telling: asyncio.Future[None]) -> None:
    """Where that failed, the next beat tells it."""
    if not telling.cancelled():
        telling.exception()


def _read(conversation_id: int, after: dict[bool, int]) -> Pages:
    with connection.cursor() as cursor:
        return {
            patrons: read_events(cursor, conversation_id, PATRON if patrons else STAFF, number)
            for patrons, number in after.items()
        }
