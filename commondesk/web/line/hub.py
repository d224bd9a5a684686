"""The hub: all streams of this process, the wakes that reach them, and their common heartbeat."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from typing import Final

import structlog
from django.conf import settings

from commondesk.plumbing import bus
from commondesk.plumbing.bus import Wake
from commondesk.plumbing.refusal import SlowDown, TryAgain
from commondesk.plumbing.stream import retry
from commondesk.plumbing.tally import tally
from commondesk.web.line import rights
from commondesk.web.line.desk_follower import DeskFollower
from commondesk.web.line.desks import Desks
from commondesk.web.line.follower import Follower, TalkFollower
from commondesk.web.line.reader import Reader
from commondesk.web.line.talks import Talks

SLICES: Final = 15
MOST_STREAMS_A_TOKEN: Final = 20
# A school or a county may stand behind one address; more than this is nobody's reading room.
MOST_STREAMS_AN_ADDRESS: Final = 1_000

log = structlog.get_logger(__name__)


class Hub:
    """Lives on the event loop; only wakes come from elsewhere."""

    def __init__(self, reader: Reader, desk_reader: Reader) -> None:
        self.reader = reader
        self.talks = Talks(reader)
        self.desks = Desks(desk_reader)
        self._slices: list[set[Follower]] = [set() for _ in range(SLICES)]
        self._beating = 0
        self._held: Counter[str] = Counter()
        self._held_from: Counter[str] = Counter()
        self._draining = False
        self._checks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._unsubscribe = bus.subscribe(self._hear)

    def stop(self) -> None:
        """Drop whoever has not gone by now."""
        self._unsubscribe()
        for one in self.followers:
            one.cut()

    def refuse_another(self, digest: str, address: str) -> None:
        """Raises TryAgain while the server is going away, SlowDown where token or address have enough."""
        if self._draining:
            raise TryAgain
        if not settings.COMMONDESK.rate_limits:
            return
        if self._held[digest] >= MOST_STREAMS_A_TOKEN or self._held_from[address] >= MOST_STREAMS_AN_ADDRESS:
            raise SlowDown(retry_after=15)

    def add(self, follower: Follower) -> None:
        """Beats come spread over the slices, so that there is neither a timer a stream nor a common jolt."""
        follower.slice = random.randrange(SLICES)  # noqa: S311
        self._slices[follower.slice].add(follower)
        self._held[follower.digest] += 1
        self._held_from[follower.address] += 1
        tally.request("line desk" if isinstance(follower, DeskFollower) else "line stream", 200)
        if isinstance(follower, TalkFollower):
            self.talks.add(follower)
        if self._draining:
            self._send_away(follower)

    def streams(self) -> dict[str, int]:
        """How many are open, of patrons' conversations and of staff's desks."""
        desks = sum(isinstance(one, DeskFollower) for one in self.followers)
        return {"conversation": len(self.followers) - desks, "desk": desks}

    def discard(self, follower: Follower) -> None:
        self._slices[follower.slice].discard(follower)
        _one_less(self._held, follower.digest)
        _one_less(self._held_from, follower.address)
        if isinstance(follower, TalkFollower):
            self.talks.discard(follower)
        elif isinstance(follower, DeskFollower):
            self.desks.discard(follower)

    def drain(self) -> None:
        """End all streams, each told to come back at another moment; no new ones from now on."""
        self._draining = True
        for one in self.followers:
            self._send_away(one)

    def tick(self) -> None:
        """A fifteenth of the time between two beats: the next slice's turn."""
        self._beating = (self._beating + 1) % SLICES
        now = self._loop.time()
        for one in self.followers:
            if one.is_stuck(now):
                one.cut()
        turn = [one for one in self._slices[self._beating] if not one.ended]
        for one in turn:
            one.beat()
        self._check(turn)
        self.desks.look_at_held([one for one in turn if isinstance(one, DeskFollower)])
        self.talks.ask_again()
        self.talks.tell_who_is_here([one for one in turn if isinstance(one, TalkFollower)])
        if self._beating == 0:
            self.desks.look_everywhere()

    def _hear(self, wakes: Sequence[Wake]) -> None:
        """In the thread that has committed. Who comes later than this look reads what it was about."""
        if self._held:
            self._loop.call_soon_threadsafe(self._deliver, wakes)

    def _deliver(self, wakes: Sequence[Wake]) -> None:
        for wake in wakes:
            try:
                self._woken(wake)
            except (KeyError, ValueError, TypeError):
                # Another version may speak on the bus while an install is brought up to date.
                log.warning("A wake could not be understood.", topic=wake.topic)

    def _woken(self, wake: Wake) -> None:
        match wake.noun:
            case "conversation":
                self.talks.woken(wake)
            case "typing":
                self.talks.typing(wake)
            case "desk" | "queue" | "presence" | "channel" | "marks":
                self.desks.woken(wake)
            case "rights":
                self._look_at_rights_of(wake.id)
            case bus.EVERYTHING:
                self.talks.look_everywhere()
                self.desks.look_everywhere()

    def _look_at_rights_of(self, librarian_id: int) -> None:
        theirs = [one for one in self.followers if one.librarian_id == librarian_id]
        for one in theirs:
            if isinstance(one, TalkFollower):
                one.rights = None  # whatever it was that has changed
        self._check(theirs)
        self.desks.refresh(librarian_id)

    def _check(self, followers: Sequence[Follower]) -> None:
        if followers:
            check = self._loop.create_task(self._check_rights(followers))
            self._checks.add(check)
            check.add_done_callback(self._checks.discard)

    async def _check_rights(self, followers: Sequence[Follower]) -> None:
        try:
            stale = await rights.check(self.reader, followers)
        except TryAgain:
            return  # the next heartbeat asks again
        except Exception:
            log.exception("Rights could not be looked at.")
            return
        for librarian_id in stale:
            self.desks.refresh(librarian_id)
        for one in followers:
            if isinstance(one, TalkFollower):
                self.talks.look(one.conversation_id)

    def _send_away(self, follower: Follower) -> None:
        follower.end("restart", retry())

    @property
    def followers(self) -> list[Follower]:
        return [one for turn in self._slices for one in turn]


def _one_less(counted: Counter[str], key: str) -> None:
    counted[key] -= 1
    if not counted[key]:
        del counted[key]
