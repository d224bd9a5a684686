"""The writer: one thread a process takes what waits and commits it as one transaction (DESIGN.md section 5).

While one batch is being committed the next one gathers, so there is no timer: an idle house answers at once,
a busy one shares its commits. What arrives in turns of the event loop without a pause is handed over at once.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final

import structlog
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, ProgrammingError, connection

from commondesk.plumbing.refusal import Broken, TryAgain
from commondesk.plumbing.tally import tally
from commondesk.web.line.batch import Answer, Kept, Post, write

LONGEST_QUEUE: Final = 10_000
BATCH: Final = 256
TRIES_BEFORE_WAITING: Final = 5
PAUSE: Final = 0.004
LONGEST_WAIT: Final = 20.0
STOPS_WITHIN: Final = 5.0
# These say that the item is wrong, all others that the database cannot keep it now.
_OF_THE_ITEM: Final = (DataError, IntegrityError, ProgrammingError)
_OF_THE_DATABASE: Final = (DatabaseError, InterfaceError)

log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class _Waiting:
    """A post in the queue, and where its sender waits. `since` is the loop's time."""

    post: Post
    answer: asyncio.Future[Answer]
    since: float
    tries: int = 0


class Writer:
    """Takes posts from the event loop, answers there."""

    def __init__(self) -> None:
        self._gathered: list[_Waiting] = []
        self._arrived: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._again: deque[_Waiting] = deque()
        self._unanswered: dict[_Waiting, None] = {}
        self._stopping = False
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def stop(self) -> None:
        """Commit what waits, and close the connection; whoever comes from now on is sent away."""
        self._is_closed = True
        self._hand_over(len(self._gathered))
        self._arrived.put(None)
        await self._loop.run_in_executor(None, self._thread.join, STOPS_WITHIN)

    @property
    def is_well(self) -> bool:
        return self._thread.is_alive() and next(self._late(), None) is None

    @property
    def unanswered(self) -> int:
        """Posts whose senders wait."""
        return len(self._unanswered)

    async def write(self, post: Post) -> Kept:
        """The event, once it is committed. Raises its refusal, `TryAgain` when it cannot be kept now."""
        if self._is_closed or len(self._unanswered) >= LONGEST_QUEUE:
            raise TryAgain
        waiting = _Waiting(post, self._loop.create_future(), self._loop.time())
        self._unanswered[waiting] = None
        self._gathered.append(waiting)
        if len(self._gathered) == 1:
            self._loop.call_soon(self._hand_over, 0)
        answer = await waiting.answer
        if isinstance(answer, Kept):
            return answer
        raise answer

    def _hand_over(self, before: int) -> None:
        """Wake the thread once the turn since there were `before` has brought no more."""
        if before < len(self._gathered) < BATCH:
            self._loop.call_soon(self._hand_over, len(self._gathered))
            return
        for waiting in self._gathered:
            self._arrived.put(waiting)
        self._gathered.clear()

    def refuse_the_late(self) -> None:
        """Nobody waits for ever on a database that does not answer; what it commits later has its key."""
        self._answer([(waiting, TryAgain()) for waiting in list(self._late())])

    def _late(self) -> Iterator[_Waiting]:
        before = self._loop.time() - LONGEST_WAIT
        for waiting in self._unanswered:  # in order of arrival
            if waiting.since > before:
                return
            yield waiting

    def _run(self) -> None:
        while batch := self._take():
            if batch[0].tries < TRIES_BEFORE_WAITING:
                self._settle(batch, _write(batch))
            else:
                self._again.extend(batch[1:])
                self._settle(batch[:1], [_alone(batch[0].post, skip_locked=False)])
        connection.close()

    def _take(self) -> list[_Waiting]:
        """What waits, the oldest first; nothing when it is time to stop."""
        batch = [*self._again]
        self._again.clear()
        try:
            if not self._stopping:
                # What was locked is tried again after a moment, or at once when others come.
                found = self._arrived.get(timeout=PAUSE * batch[0].tries if batch else None)
                self._add(batch, found)
            while len(batch) < BATCH:
                self._add(batch, self._arrived.get_nowait())
        except Empty:
            pass
        return batch or ([] if self._stopping else self._take())

    def _add(self, batch: list[_Waiting], found: _Waiting | None) -> None:
        if found is None:
            self._stopping = True
        elif not found.answer.done():
            batch.append(found)

    def _settle(self, batch: Sequence[_Waiting], answers: Sequence[Answer | None]) -> None:
        """Answer all senders by one call; what was locked goes back to the head of the queue, in order."""
        again = [waiting for waiting, answer in zip(batch, answers, strict=True) if answer is None]
        for waiting in again:
            waiting.tries += 1
        self._again.extendleft(reversed(again))
        told = [(w, answer) for w, answer in zip(batch, answers, strict=True) if answer is not None]
        if told:
            self._loop.call_soon_threadsafe(self._answer, told)

    def _answer(self, told: Sequence[tuple[_Waiting, Answer]]) -> None:
        for waiting, answer in told:
            self._unanswered.pop(waiting, None)
            if not waiting.answer.done():
                waiting.answer.set_result(answer)


def _write(batch: Sequence[_Waiting]) -> list[Answer | None]:
    """One transaction; if that fails once more on a new connection, and at last item by item."""
    posts = [waiting.post for waiting in batch]
    try:
        return _counted(posts, skip_locked=True)
    except _OF_THE_ITEM:
        return _one_by_one(posts)
    except _OF_THE_DATABASE as error:
        log.warning("A batch could not be kept; trying on a new connection.", why=str(error))
        connection.close()
    except Exception:
        log.exception("A batch failed.")
        return _one_by_one(posts)
    try:
        return _counted(posts, skip_locked=True)
    except _OF_THE_ITEM:
        return _one_by_one(posts)
    except _OF_THE_DATABASE as error:
        log.error("The database cannot keep messages now.", why=str(error))
        connection.close()
        return [TryAgain() for _ in posts]


def _counted(posts: Sequence[Post], *, skip_locked: bool) -> list[Answer | None]:
    began = time.monotonic()
    answers = write(posts, skip_locked=skip_locked)
    new = sum(isinstance(answer, Kept) and answer.is_new for answer in answers)
    tally.committed(len(posts), new, time.monotonic() - began)
    return answers


def _one_by_one(posts: Sequence[Post]) -> list[Answer | None]:
    return [_alone(post) for post in posts]


def _alone(post: Post, *, skip_locked: bool = True) -> Answer | None:
    try:
        return _counted([post], skip_locked=skip_locked)[0]
    except _OF_THE_ITEM:
        log.exception("A message could not be kept.")
        return Broken()
    except _OF_THE_DATABASE:
        connection.close()
        return TryAgain()
    except Exception:
        log.exception("A message could not be kept.")
        return Broken()
