"""`POST .../typing`: coalesced, passed on, never stored. A flood of it costs nobody anything."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian
from commondesk.desk.conversation import Conversation
from commondesk.desk.typing import typing
from commondesk.plumbing.refusal import Invalid, Refusal
from commondesk.plumbing.stream import Receive
from commondesk.plumbing.tokens import valid_key
from commondesk.web.line.admission import admit
from commondesk.web.line.reader import Reader
from commondesk.web.line.request import NO_KEY, Scope, bearer_digest, numbers, read_json, refuse_other_fields

LEAST_BETWEEN: Final = 2.0
MOST: Final = 10_000

Speaking = tuple[str, str]  # a token's digest, and the conversation it types in


@dataclass(slots=True)
class _Notice:
    """What was last passed on, when, and what came since then."""

    said: bool
    at: float
    later: bool | None = None


class TypingNotices:
    """Passes on at most one notice in two seconds a speaker and conversation; the last one always arrives."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._notices: dict[Speaking, _Notice] = {}
        self._telling: set[asyncio.Future[None]] = set()

    async def post(self, scope: Scope, receive: Receive, code: str) -> None:
        """Raises NoToken, NotVisible, Invalid; what comes too fast is dropped without a word."""
        who = (bearer_digest(scope), code)
        numbers(scope)
        given = await read_json(scope, receive, may_be_empty=True)
        refuse_other_fields(given, "typing", "key")
        is_typing, key = given.get("typing", True), given.get("key")
        if not isinstance(is_typing, bool):
            raise Invalid(errors=[{"field": "typing", "sentence": _TRUE_OR_FALSE}])
        # Every verb takes a key; here it changes nothing, as nothing is kept.
        if key is not None and not (isinstance(key, str) and valid_key(key)):
            raise Invalid(errors=[{"field": "key", "sentence": NO_KEY}])
        notice = self._notices.get(who)
        if notice is not None:
            notice.later = is_typing
        elif len(self._notices) < MOST:
            await self._first(who, is_typing)

    def sent(self, scope: Scope, code: str) -> None:
        """The message is there: what was held back of its typing is no news any more."""
        notice = self._notices.get((bearer_digest(scope), code)) if self._notices else None
        if notice is not None:
            notice.later = None

    def tick(self) -> None:
        """Pass on what was held back, and forget who has been quiet."""
        now = asyncio.get_running_loop().time()
        for who, notice in list(self._notices.items()):
            if now - notice.at < LEAST_BETWEEN:
                continue
            # That somebody still types is news: the word of it fades, and goes when a message comes.
            if notice.later is None or not (notice.later or notice.said):
                del self._notices[who]
                continue
            self._notices[who] = _Notice(notice.later, now)
            telling = self._reader.ask(_tell, *who, notice.later)
            self._telling.add(telling)
            telling.add_done_callback(self._told)

    async def _first(self, who: Speaking, is_typing: bool) -> None:
        # Noted before the database is asked, so that a flood asks it once.
        self._notices[who] = _Notice(is_typing, asyncio.get_running_loop().time())
        try:
            await self._reader.ask(_tell, *who, is_typing)
        except Refusal:
            self._notices.pop(who, None)
            raise

    def _told(self, telling: asyncio.Future[None]) -> None:
        self._telling.discard(telling)
        if not telling.cancelled():
            telling.exception()  # its sender was answered already: there is nobody to tell


def _tell(digest: str, code: str, is_typing: bool) -> None:
    place = admit(digest, code)
    librarian_id = place.speaker.librarian_id
    librarian = Librarian.objects.get(pk=librarian_id) if librarian_id is not None else None
    typing(Conversation.objects.get(pk=place.id), librarian, is_typing=is_typing)


_TRUE_OR_FALSE: Final = _("This must be true or false.")
