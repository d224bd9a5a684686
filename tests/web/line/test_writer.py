"""The writer: batches, what goes back to the head of the queue, and who is not left waiting."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from commondesk.desk.event import EventRow
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Closed, TryAgain
from commondesk.web.line import writer
from commondesk.web.line.batch import Answer, Kept, Post
from commondesk.web.line.writer import Writer


def post(body: str, code: str = "free") -> Post:
    return Post(code, "digest", "k" * 16, body, {})


class Database:
    """Takes the place of the transaction: what it was given, batch by batch."""

    def __init__(self) -> None:
        self.batches: list[tuple[bool, list[str]]] = []
        self.locked: set[str] = set()
        self.opens = threading.Event()
        self.opens.set()

    def write(self, posts: Sequence[Post], *, skip_locked: bool) -> list[Answer | None]:
        self.opens.wait()
        self.batches.append((skip_locked, [post.body for post in posts]))
        return [None if skip_locked and post.code in self.locked else self._keep(post) for post in posts]

    def _keep(self, post: Post) -> Answer:
        if post.code == "closed":
            return Closed()
        event = EventRow(1, 2, 2, "message", "patron", None, "", "", post.body, {}, clock.now(), post.key)
        return Kept(event, "patron", is_new=True)


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch, db: None) -> Database:
    standing_in = Database()
    monkeypatch.setattr(writer, "write", standing_in.write)
    return standing_in


async def written(running: Writer, *posts: Post) -> list[str]:
    """What each was told, in order: `kept` or the refusal's slug."""
    answers = await asyncio.gather(*(running.write(post) for post in posts), return_exceptions=True)
    return ["kept" if isinstance(answer, Kept) else answer.args[0] for answer in answers]


def test_what_waits_while_one_batch_is_written_is_the_next_batch(database: Database) -> None:
    async def story() -> None:
        running = Writer()
        running.start()
        database.opens.clear()
        first = asyncio.create_task(written(running, post("0")))
        await asyncio.sleep(0.2)
        others = asyncio.create_task(written(running, *(post(str(n)) for n in range(1, 8))))
        await asyncio.sleep(0)
        database.opens.set()
        assert await first + await others == ["kept"] * 8
        await running.stop()

    asyncio.run(story())
    assert [body for _, batch in database.batches for body in batch] == [str(n) for n in range(8)]
    assert [len(batch) for _, batch in database.batches] == [1, 7]


def test_what_comes_turn_after_turn_without_a_pause_is_one_batch(database: Database) -> None:
    async def story() -> None:
        running = Writer()
        running.start()

        async def in_turn(number: int) -> None:
            for _ in range(number):
                await asyncio.sleep(0)
            await running.write(post(str(number)))

        await asyncio.gather(*map(in_turn, range(5)))
        await running.stop()

    asyncio.run(story())
    assert [batch for _, batch in database.batches] == [["0", "1", "2", "3", "4"]]


def test_who_writes_as_it_stops_is_still_kept(database: Database) -> None:
    async def story() -> None:
        running = Writer()
        running.start()
        last = asyncio.create_task(written(running, post("last")))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await running.stop()
        assert await last == ["kept"]

    asyncio.run(story())


def test_each_sender_is_told_what_became_of_their_own(database: Database) -> None:
    async def story() -> None:
        running = Writer()
        running.start()
        assert await written(running, post("a"), post("b", "closed"), post("c")) == ["kept", "closed", "kept"]
        await running.stop()

    asyncio.run(story())


def test_locked_messages_keep_their_order_and_are_waited_for_at_last(database: Database) -> None:
    database.locked = {"held"}

    async def story() -> None:
        running = Writer()
        running.start()
        posts = [post("h1", "held"), post("f1"), post("h2", "held"), post("f2")]
        assert await written(running, *posts) == ["kept"] * 4
        await running.stop()

    asyncio.run(story())
    waited = [batch for skipped, batch in database.batches if not skipped]
    assert waited == [["h1"], ["h2"]]
    tries = [batch for skipped, batch in database.batches if skipped and "h1" in batch]
    assert len(tries) == writer.TRIES_BEFORE_WAITING
    assert all(batch.index("h1") < batch.index("h2") for batch in tries if "h2" in batch)


def test_a_batch_has_a_limit(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "BATCH", 3)

    async def story() -> None:
        running = Writer()
        database.opens.clear()
        running.start()
        everybody = asyncio.create_task(written(running, *(post(str(n)) for n in range(8))))
        await asyncio.sleep(0.1)
        database.opens.set()
        await everybody
        await running.stop()

    asyncio.run(story())
    assert max(len(batch) for _, batch in database.batches) <= 3


def test_nobody_waits_for_ever_on_a_database_that_is_silent(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "LONGEST_WAIT", 0.05)

    async def story() -> None:
        running = Writer()
        running.start()
        database.opens.clear()
        waiting = asyncio.create_task(written(running, post("a")))
        await asyncio.sleep(0.1)
        assert not running.is_well
        running.refuse_the_late()
        assert await waiting == [TryAgain.slug]
        database.opens.set()
        await running.stop()

    asyncio.run(story())


def test_stopping_writes_what_waits_and_sends_away_who_comes_later(database: Database) -> None:
    async def story() -> None:
        running = Writer()
        running.start()
        database.opens.clear()
        waiting = asyncio.create_task(written(running, *(post(str(n)) for n in range(5))))
        await asyncio.sleep(0.1)
        stopping = asyncio.create_task(running.stop())
        await asyncio.sleep(0)
        assert await written(running, post("late")) == [TryAgain.slug]
        database.opens.set()
        await stopping
        assert await waiting == ["kept"] * 5

    asyncio.run(story())
