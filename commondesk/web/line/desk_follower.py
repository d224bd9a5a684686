"""One librarian's desk stream. No replay: it begins with a snapshot, and the newest state wins."""

from __future__ import annotations

from commondesk.plumbing.stream import Send, compact, frame
from commondesk.web.line.desk_view import NOTHING, Reach
from commondesk.web.line.follower import Follower
from commondesk.web.line.request import Scope


class DeskFollower(Follower):
    """What cannot be sent at once waits by topic, the newest instead of the older, so it never grows."""

    __slots__ = ("_later", "is_ready", "reach", "seen")

    def __init__(self, send: Send, scope: Scope, digest: str, librarian_id: int) -> None:
        super().__init__(send, scope, digest, librarian_id)
        self.reach: Reach = NOTHING
        self.is_ready = False
        self.seen: dict[str, int] = {}
        self._later: dict[str, bytes] = {}

    def begin(self, snapshot: str, seen: dict[str, int]) -> None:
        self._later.clear()
        self.seen = dict(seen)
        self.is_ready = True
        self.put(frame("snapshot", snapshot))

    def tell(self, topic: str, text: bytes) -> None:
        """Nothing before the snapshot, which will hold it."""
        if not self.is_ready:
            return
        if self.congested:
            self._later[topic] = text
        else:
            self.put(text)

    def tell_conversation(self, code: str, seq: int) -> None:
        self.seen[code] = seq
        self.tell(f"conversation:{code}", frame("conversation", compact({"code": code, "seq": seq})))

    def compare(self, held: dict[str, int]) -> None:
        """Tell of what happened in this librarian's conversations without our hearing of it."""
        for code, seq in held.items():
            if self.seen.get(code, 0) < seq:
                self.tell_conversation(code, seq)
        for code in self.seen.keys() - held.keys():
            self.tell_conversation(code, self.seen[code])
            del self.seen[code]

    def drained(self) -> None:
        later, self._later = self._later, {}
        for text in later.values():
            self.put(text)
