"""Who follows a desk: queues, own conversations, who is on duty. A change is rendered once for all."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Final

import structlog

from commondesk.desk.event import rfc3339
from commondesk.plumbing import clock
from commondesk.plumbing.bus import Wake
from commondesk.plumbing.refusal import NotAllowed
from commondesk.plumbing.stream import compact, frame
from commondesk.web.line.desk_follower import DeskFollower
from commondesk.web.line.desk_view import (
    NOTHING,
    Desk,
    Found,
    QueueView,
    Reach,
    desk_of,
    held_by,
    look,
    reach_of,
)
from commondesk.web.line.reader import Reader

LEAST_BETWEEN: Final = 0.25
# The list of who is on duty grows with them, and so do those who are sent it: with hundreds at their desks it
# is told more seldom, so that no desk is sent more of it than this.
DUTY_BYTES_A_SECOND: Final = 6_000

log = structlog.get_logger(__name__)


class Desks:
    """The followers of all desks. Lives on the event loop."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._followers: dict[int, set[DeskFollower]] = {}
        self._followed: Counter[int] = Counter()
        self._views: dict[int, QueueView] = {}
        self._on_duty: str | None = None
        self._duty_told_at = 0.0
        self._duty_timer: asyncio.TimerHandle | None = None
        self._changed: set[int] = set()
        self._presence_changed = False
        self._is_looking = False
        self._last_look = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._beginning: set[asyncio.Task[None]] = set()

    async def begin_or_end(self, follower: DeskFollower) -> None:
        """Send the snapshot, now or anew."""
        try:
            await self._begin(follower)
        except NotAllowed:
            follower.end("rights")
        except Exception as error:
            # The client comes back, and then the answer's status tells it what is the matter.
            log.warning("A desk could not be shown.", why=str(error))
            follower.end("restart")
        if follower.ended:
            self.discard(follower)

    async def _begin(self, follower: DeskFollower) -> None:
        """It is one of ours before we look, so that no change is missed meanwhile."""
        assert follower.librarian_id is not None
        reach = await self._reader.ask(reach_of, follower.librarian_id)
        self._follow(follower, reach)
        self._followers.setdefault(follower.librarian_id, set()).add(follower)
        unknown = [queue for queue in reach.all if queue not in self._views]
        found = await self._reader.ask(look, unknown, presence=self._on_duty is None)
        self._keep(found)
        desk = await self._reader.ask(desk_of, follower.librarian_id)
        follower.begin(self._snapshot(reach, desk), desk.seen)

    def discard(self, follower: DeskFollower) -> None:
        assert follower.librarian_id is not None
        self._follow(follower, NOTHING)
        of_librarian = self._followers.get(follower.librarian_id, set())
        of_librarian.discard(follower)
        if not of_librarian:
            self._followers.pop(follower.librarian_id, None)
        if not self._followers:
            self._on_duty = None  # nobody keeps it up to date

    def woken(self, wake: Wake) -> None:
        if wake.noun == "desk":
            self._conversation(wake)
        elif wake.noun == "channel":
            self._channel(wake)
        elif wake.noun == "marks":
            self._marks()
        elif self._followers:
            if wake.noun == "queue":
                self._changed.add(wake.id)
            elif wake.noun == "presence":
                self._changed.update(self._followed)  # who is there decides whom a patron rings first
            self._presence_changed = True  # a claim changes how many one has, too
            self._soon()

    def look_everywhere(self) -> None:
        """Wakes may have been lost: look at everything that is followed."""
        if self._followers:
            self._changed.update(self._followed)
            self._presence_changed = True
            self._soon()

    def look_at_held(self, followers: Sequence[DeskFollower]) -> None:
        """Find what has happened in their own conversations without a wake."""
        ids = {one.librarian_id for one in followers if one.librarian_id is not None}
        if ids:
            held = self._reader.ask(held_by, ids)
            held.add_done_callback(lambda held: _compare(followers, held))

    def refresh(self, librarian_id: int) -> None:
        """What this librarian may see has changed: begin anew with a snapshot."""
        for one in self._followers.get(librarian_id, ()):
            beginning = asyncio.get_running_loop().create_task(self.begin_or_end(one))
            self._beginning.add(beginning)
            beginning.add_done_callback(self._beginning.discard)

    def _follow(self, follower: DeskFollower, reach: Reach) -> None:
        """Count who follows which queue; the view of a queue that nobody follows is not kept."""
        before, follower.reach = follower.reach, reach
        self._followed.update(reach.all)
        self._followed.subtract(before.all)
        for queue in before.all:
            if not self._followed[queue]:
                del self._followed[queue]
                self._views.pop(queue, None)

    def _conversation(self, wake: Wake) -> None:
        code = wake.data["code"]
        for one in self._followers.get(wake.id, ()):
            if "typing" in wake.data:
                said = {"code": code, "typing": wake.data["typing"]}
                one.tell(f"typing:{code}", frame("typing", compact(said)))
            elif "here" in wake.data:
                one.tell(f"here:{code}", frame("here", compact({"code": code})))
            else:
                one.tell_conversation(code, wake.data["seq"])

    def _channel(self, wake: Wake) -> None:
        """Something is new in a channel: told to those who see it, never what."""
        if "slug" in wake.data:
            text = frame("channel", compact({"slug": wake.data["slug"]}))
            for one in self._all():
                if one.reach.everything or wake.data["queue"] in (None, *one.reach.all):
                    one.tell(f"channel:{wake.id}", text)

    def _marks(self) -> None:
        """What waits for a second look has changed (IN6): told to the help desk, which counts anew."""
        for one in self._all():
            if one.reach.everything:
                one.tell("marks", frame("marks", "{}"))

    def _soon(self) -> None:
        """Look at what has changed, at most four times a second."""
        if self._timer is None and not self._is_looking:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._last_look + LEAST_BETWEEN), self._look)

    def _look(self) -> None:
        self._timer = None
        self._is_looking = True
        self._last_look = asyncio.get_running_loop().time()
        changed, self._changed = self._changed, set()
        presence, self._presence_changed = self._presence_changed, False
        followed = set(self._followed) if changed else set()
        found = self._reader.ask(
            look, followed, changed=changed, presence=presence, monitored=list(self._followers)
        )
        found.add_done_callback(lambda found: self._found(changed, found))

    def _found(self, changed: set[int], looked: asyncio.Future[Found]) -> None:
        self._is_looking = False
        if looked.cancelled() or looked.exception() is not None:
            self._changed |= changed  # looked at again with the next wake or heartbeat
            return
        found, before, on_duty = looked.result(), dict(self._views), self._on_duty
        self._keep(found)
        for queue, view in found.views.items():
            if before.get(queue) != view:
                self._tell_queue(queue, view)
        if found.on_duty not in (None, on_duty):
            self._tell_duty_soon()
        for librarian_id, queues in found.monitored.items():
            self._compare_monitored(librarian_id, queues)
        if self._changed or self._presence_changed:
            self._soon()

    def _keep(self, found: Found) -> None:
        self._views.update({queue: view for queue, view in found.views.items() if queue in self._followed})
        if found.on_duty is not None:
            self._on_duty = found.on_duty

    def _tell_queue(self, queue: int, view: QueueView) -> None:
        full, count = frame("queue", view.full), frame("queue", view.count)
        for one in self._all():
            if queue in one.reach.shown:
                one.tell(f"queue:{queue}", full)
            elif queue in one.reach.all:
                one.tell(f"queue:{queue}", count)

    def _tell_duty_soon(self) -> None:
        """Tell who is on duty, as it is once so much time has passed as the length of the list asks for."""
        if self._duty_timer is None:
            loop = asyncio.get_running_loop()
            pause = len(self._on_duty or "") / DUTY_BYTES_A_SECOND
            self._duty_timer = loop.call_at(max(loop.time(), self._duty_told_at + pause), self._tell_duty)

    def _tell_duty(self) -> None:
        self._duty_timer = None
        self._duty_told_at = asyncio.get_running_loop().time()
        text = frame("presence", f'{{"on_duty":{self._on_duty or "[]"}}}')
        for one in self._all():
            one.tell("presence", text)

    def _compare_monitored(self, librarian_id: int, queues: frozenset[int]) -> None:
        followers = self._followers.get(librarian_id, ())
        if any(one.reach.shown != queues.intersection(one.reach.all) for one in followers):
            self.refresh(librarian_id)

    def _all(self) -> list[DeskFollower]:
        return [one for followers in self._followers.values() for one in followers]

    def _snapshot(self, reach: Reach, desk: Desk) -> str:
        views = [
            self._views[queue].full if queue in reach.shown else self._views[queue].count
            for queue in reach.all
            if queue in self._views
        ]
        return (
            f'{{"now":"{rfc3339(clock.now())}","me":{desk.me},"queues":[{",".join(views)}],'
            f'"mine":{desk.mine},"offered":{desk.offered},"on_duty":{self._on_duty or "[]"}}}'
        )


def _compare(followers: Sequence[DeskFollower], held: asyncio.Future[dict[int, dict[str, int]]]) -> None:
    if held.cancelled() or held.exception() is not None:
        return
    for one in followers:
        if one.is_ready and one.librarian_id in held.result():
            one.compare(held.result()[one.librarian_id])
