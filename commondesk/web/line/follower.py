"""A stream that is somebody's: whose token opened it, and which conversation it follows from where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from commondesk.desk.event import PATRON, EventRow
from commondesk.plumbing.stream import Send, Stream, compact, frame
from commondesk.web.line.admission import Place, Rights
from commondesk.web.line.request import Scope
from commondesk.web.line.strangers import address_of

if TYPE_CHECKING:
    from commondesk.web.line.talks import Talks

Texts = dict[tuple[int, bool, bool], bytes]


class Follower(Stream):
    """`librarian_id` is None for a patron; `address` is counted, and kept no longer than the stream."""

    __slots__ = ("address", "digest", "librarian_id")

    def __init__(self, send: Send, scope: Scope, digest: str, librarian_id: int | None) -> None:
        super().__init__(send, _abort(scope))
        self.digest = digest
        self.address = address_of(scope)
        self.librarian_id = librarian_id


class TalkFollower(Follower):
    """Follows one conversation; `position` is the reader's own number of the last event it was given."""

    __slots__ = ("_talks", "conversation_id", "lacking", "position", "reader", "rights")

    def __init__(
        self, send: Send, scope: Scope, digest: str, place: Place, rights: Rights, talks: Talks
    ) -> None:
        super().__init__(send, scope, digest, place.speaker.librarian_id)
        self._talks = talks
        self.conversation_id = place.id
        self.reader = place.reader
        self.position = 0
        self.lacking = True
        self.rights: Rights | None = rights  # what the right to read hung on when it was last looked at

    @property
    def is_patron(self) -> bool:
        return self.reader == PATRON

    @property
    def wants(self) -> bool:
        """Lacks something and can take it."""
        return self.lacking and not self.congested and not self.ended

    def start(self, position: int, last: int) -> None:
        """Where the client says it is. It knows more than we do: a backup was restored, so from the start."""
        self.position = position
        if position > last:
            self.reset(last)

    def reset(self, last: int) -> None:
        self.put(frame("reset", compact({"last_seq": last})))
        self.position = 0
        self.lacking = True

    def look(self, last: int) -> None:
        """The conversation has got at least as far as this number."""
        self.lacking |= last > self.position

    def follow(self, events: Sequence[EventRow], texts: Texts, *, complete: bool) -> None:
        """Pass on what is new. Unless they are `complete`, a gap before them has to be asked for."""
        for event in events:
            number = event.patron_seq if self.is_patron else event.seq
            if number is None or number <= self.position or self.ended:
                continue
            if self.congested or not (complete or number == self.position + 1):
                self.lacking = True
                return
            self.put(self._text(event, texts))
            self.position = number
            if event.kind == "erased":
                self.end("erased")

    def drained(self) -> None:
        if self.lacking:
            self._talks.look(self.conversation_id)

    def _text(self, event: EventRow, texts: Texts) -> bytes:
        """The event's frame, made once for all who see the same."""
        is_own = event.key is not None and event.author == self.reader
        kind = (event.seq, self.is_patron, is_own)
        if kind not in texts:
            shown = event.wire(self.reader)
            texts[kind] = frame("event", compact(shown), shown["seq"])
        return texts[kind]


def _abort(scope: Scope) -> Callable[[], None] | None:
    """How to drop this connection, where the server lets us (commondesk/serve.py does)."""
    extensions: dict[str, Any] = scope.get("extensions") or {}
    found: Callable[[], None] | None = extensions.get("commondesk.abort")
    return found
