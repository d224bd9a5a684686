"""What each act of a talk costs, by server and database: `python -m benchmarks.unit_costs`.

Processor time and bytes, not the time that passes: what else the machine does shifts these figures far
less. PostgreSQL, with the line and the pages as processes of their own. `docs/scale.md` reckons with what was
found; `--keep FILE` writes it down for `benchmarks.scale`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import uvloop

from benchmarks.support import cores, server
from benchmarks.support.caller import Caller
from benchmarks.support.load import Follower, Talk, connect, dechunked, follow, get, storm
from benchmarks.support.options import options, parser
from benchmarks.support.place import Place, place
from benchmarks.support.report import Report

if TYPE_CHECKING:
    from commondesk.consortium.librarian import Librarian
    from tests.cast import Cast

TALKS = 400
MESSAGES = 12  # of patron and librarian together, beside the question and the closing
EACH_HOLDS = 3
WAIT_TOGETHER = 10
FEW_DESKS, MANY_DESKS = 5, 60
PER_SECOND = 100

T = TypeVar("T")


@dataclass(slots=True)
class Costs:
    """By act: milliseconds of processor time of the servers, and of the database; by thing: bytes."""

    servers: dict[str, float] = field(default_factory=dict)
    database: dict[str, float] = field(default_factory=dict)
    bytes: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Desk:
    """The processes under measurement, the people at the desk, and what is written down of them."""

    where: Place
    line: server.Server
    pages: server.Server
    tokens: list[str]
    costs: Costs = field(default_factory=Costs)
    patron: Caller = field(init=False)

    def __post_init__(self) -> None:
        self.patron = Caller(self.pages.port)

    @contextmanager
    def measured(self, act: str, times: float) -> Iterator[None]:
        """What happens inside is so many `times` this act; several parts of it add up."""
        before = self._used()
        yield
        used = [now - then for now, then in zip(self._used(), before, strict=True)]
        for costs, seconds in zip((self.costs.servers, self.costs.database), used, strict=True):
            costs[act] = costs.get(act, 0.0) + seconds / times * 1000

    def librarian(self, number: int) -> Caller:
        """They take turns, so that each holds a few talks."""
        return Caller(self.pages.port, self.tokens[number % len(self.tokens)])

    def _used(self) -> tuple[float, float]:
        return self.line.cpu_seconds() + self.pages.cpu_seconds(), self.where.cpu_seconds()


def main(arguments: Sequence[str] | None = None) -> int:
    made = parser(__doc__ or "", seconds=20, rounds=1)
    made.add_argument("--talks", type=int, default=TALKS, help=f"default {TALKS:,}")
    made.add_argument("--keep", type=Path, help="write the costs to this file, for benchmarks.scale")
    found = made.parse_args(arguments)
    chosen = options(found)
    with place("postgres") as where:
        costs = measure(where, found.talks, chosen.seconds)
    if found.keep:
        told = {"servers_ms": costs.servers, "database_ms": costs.database, "bytes": costs.bytes}
        found.keep.write_text(json.dumps(told, indent=1, default=float) + "\n", encoding="utf-8")
    return tell(costs).finish(chosen.json)


def measure(where: Place, talks: int, seconds: float) -> Costs:
    from commondesk.desk.bearer import create_personal
    from commondesk.plumbing import assets
    from tests.cast import make_cast, on_duty

    cast = make_cast()
    assets.collect()
    people = _people(cast, max(MANY_DESKS, talks // EACH_HOLDS))
    for person in people[:MANY_DESKS]:
        on_duty(person, cast.statewide)
    tokens = [create_personal(person.email) for person in people]
    with server.commondesk(where, "line") as line, server.commondesk(where, "pages") as pages:
        cores.load_from_here()
        desk = Desk(where, line, pages, tokens)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_live(desk, talks, seconds))
    return desk.costs


async def _live(desk: Desk, number: int, seconds: float) -> None:
    """A day of the desk, act by act; each by itself, so that its cost can be told from the others'."""
    from commondesk.web.line.desks import DUTY_BYTES_A_SECOND

    await _begin(desk, 5)
    desk.costs = Costs()  # what a process does only once is no act's cost
    size, wal = await asyncio.to_thread(_stored)
    with desk.measured("ask page", number):
        await _each(range(number), lambda _: desk.patron.get("/"))
    talks, followers = await _begun(desk, number // 3)
    await _messages(desk, talks, talks[:50], seconds)
    with desk.measured("stream held, a minute", number * seconds / 60):
        await asyncio.sleep(seconds)
    with desk.measured("patron's answer to a beat", number):
        await _each(talks, lambda talk: desk.patron.post(_at(talk, "here"), {}, talk.token))
    await _librarians(desk, talks)
    for one in followers:
        one.transport.close()
    with desk.measured("words made searchable", number):
        ours = await asyncio.to_thread(_index)
    desk.costs.servers["words made searchable"] = ours / number * 1000
    size_then, wal_then = await asyncio.to_thread(_stored)
    desk.costs.bytes["who is on duty, told to a desk in a second at most"] = DUTY_BYTES_A_SECOND
    desk.costs.bytes["stored a talk"] = (size_then - size) / number
    desk.costs.bytes["written to the database's own log a talk"] = (wal_then - wal) / number


async def _librarians(desk: Desk, talks: list[Talk]) -> None:
    """What each does at their own desk; the n-th talk is held by the n-th in turn, as it was claimed."""
    numbers = range(len(talks))
    for act, path in (("librarian's answer to a beat", "here"), ("desk looked at", "")):
        with desk.measured(act, len(talks)):
            await _each(numbers, lambda n, path=path: _at_desk(desk.librarian(n), path))
    with desk.measured("close", len(talks)):
        await _each(
            numbers, lambda n: desk.librarian(n).post(_at(talks[n], "close"), {"closing": "Goodbye."})
        )


def _at_desk(librarian: Caller, path: str) -> object:
    return librarian.post(f"/api/v1/desk/{path}", {}) if path else librarian.get("/api/v1/desk")


async def _begin(
    desk: Desk, number: int, when: str = "", after: int = 0
) -> tuple[list[Talk], list[Follower]]:
    """So many ask, follow what happens, and are claimed; `when` is added to the names of these acts.

    A few at a time, as at a real desk: nobody's line is as long as a day. `after` so many others.
    """
    talks: list[Talk] = []
    followers: list[Follower] = []
    while some := range(len(talks), min(len(talks) + WAIT_TOGETHER, number)):
        with desk.measured("ask" + when, number):
            asked = await _each(some, lambda n: desk.patron.post("/api/v1/conversations", _question(n)))
            await asyncio.sleep(0.3)
        new = [Talk(one["code"], one["token"]) for one in asked]
        with desk.measured("stream opened" + when, number):
            followers += await follow(desk.line.port, new)
        first = len(talks)
        with desk.measured("claim" + when, number):
            await _each(
                some, lambda n, new=new, first=first: _claim(desk.librarian(after + n), new[n - first])
            )
            await asyncio.sleep(0.3)
        talks += new
    return talks, followers


def _claim(librarian: Caller, talk: Talk) -> None:
    librarian.post(_at(talk, "claim"), {})


async def _begun(desk: Desk, third: int) -> tuple[list[Talk], list[Follower]]:
    """Asked, followed and claimed: with no desk open, with a few, and with many.

    A change of the line of those who wait is looked at once, then told to each desk: few and many desks tell
    the one from the other.
    """
    talks, followers = await _begin(desk, third)
    for name, desks in (("few", FEW_DESKS), ("many", MANY_DESKS)):
        watching = await _watch(desk.line.port, desk.tokens[:desks])
        more = await _begin(desk, third, name, after=len(talks))
        talks, followers = talks + more[0], followers + more[1]
        desk.costs.bytes["line of a queue, told to a desk"] = _frame(watching, b"queue")
        desk.costs.bytes["one person in the list of who is on duty"] = (
            _frame(watching, b"presence") / MANY_DESKS
        )
        for one in watching:
            one.transport.close()
    for costs in (desk.costs.servers, desk.costs.database):
        none, few, many = (
            sum(costs[act + name] for act in ("ask", "claim")) / 2 for name in ("", "few", "many")
        )
        costs["change told to a desk"] = max(0.0, (many - few) / (MANY_DESKS - FEW_DESKS))
        costs["change looked at"] = max(0.0, few - none - FEW_DESKS * costs["change told to a desk"])
        for name in ("few", "many"):
            for act in ("ask", "claim", "stream opened"):
                del costs[act + name]
    return talks, followers


async def _messages(desk: Desk, talks: list[Talk], some: list[Talk], seconds: float) -> None:
    """At a steady rate, each followed; then as many in every other talk as a talk has, to weigh it whole."""
    every = len(some) / PER_SECOND
    with desk.measured("message", 1):
        done = await storm(desk.line.port, some, seconds=seconds, limit=MESSAGES, name="m", every=every)
    sent = len(done.acknowledged)
    for costs in (desk.costs.servers, desk.costs.database):
        costs["message"] /= sent
    rest = talks[len(some) :]
    if rest:
        await storm(desk.line.port, rest, seconds=600, limit=MESSAGES, name="r", every=len(rest) / 400)


async def _watch(port: int, tokens: Sequence[str]) -> list[Follower]:
    """Desks that are open, one of each person."""
    requests = [get("/api/v1/desk/stream", token) for token in tokens]
    watching = [await connect(port, lambda request=request: Follower(request)) for request in requests]
    await asyncio.wait_for(asyncio.gather(*(one.opened for one in watching)), 30)
    await asyncio.sleep(1)
    for one in watching:
        one.pieces.clear()
    return watching


async def _each(these: Iterable[T], act: Callable[[T], Any]) -> list[Any]:
    """One after the other, outside the loop, which goes on reading the streams."""
    return [await asyncio.to_thread(act, one) for one in these]


def _people(cast: Cast, number: int) -> list[Librarian]:
    """They come with tokens, so nobody needs a password, which takes long to keep."""
    from commondesk.consortium.librarian import Librarian
    from commondesk.consortium.membership import Membership, Role

    people = [Librarian(email=f"p{n}@ames.example", name=f"Person {n}") for n in range(number)]
    made = Librarian.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(librarian=person, library=cast.ames, role=Role.LIBRARIAN) for person in made
    )
    return made


def _question(number: int) -> dict[str, str]:
    from commondesk.plumbing.tokens import new_key

    said = f"Where can I find the county census of {1800 + number % 200}, and is it on film?"
    return {"key": new_key(), "question": said, "queue": "statewide"}


def _at(talk: Talk, act: str) -> str:
    return f"/api/v1/conversations/{talk.code}/{act}"


def _frame(followers: Sequence[Follower], event: bytes) -> float:
    """Bytes of the mean frame of this kind."""
    begins = b"event: " + event
    frames = [
        len(frame) + 2
        for one in followers
        for frame in dechunked(b"".join(piece for _at, piece in one.pieces)).split(b"\n\n")
        if frame.startswith(begins)
    ]
    return sum(frames) / max(1, len(frames))


def _stored() -> tuple[int, int]:
    """Bytes of the database with its indexes, and of all that it has ever written to its own log."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database()),"
            " pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
        )
        size, written = cursor.fetchone()
    connection.close()
    return int(size), int(written)


def _index() -> float:
    """As `commondesk work` does; seconds of processor time of ours."""
    from django.db import connection

    from commondesk.desk.searching import index_recent
    from commondesk.plumbing import clock

    begun = time.thread_time()
    while index_recent(clock.now()):
        pass
    connection.close()
    return time.thread_time() - begun


def tell(costs: Costs) -> Report:
    report = Report("What each act costs (postgres)")
    reference = costs.servers["message"] + costs.database["message"]
    for act, servers in costs.servers.items():
        database = costs.database[act]
        figure = f"{servers:.3f} ms of servers, {database:.3f} ms of the database"
        report.add(act, figure, f"{reference:.3f} ms a message", (servers + database) / reference)
    for what, size in costs.bytes.items():
        report.add(what, f"{size:,.0f} bytes")
    report.count("acts", len(costs.servers), must_be=13)
    return report


if __name__ == "__main__":
    sys.exit(main())
