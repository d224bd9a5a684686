"""How soon a message is pushed to those who follow it, at 100 messages a second: `python -m benchmarks.push`.

Without and with readers of pages; with PostgreSQL the pages are then another process than the line, on the
same core, and messages are also posted to one line and followed on another, with the bus between them.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

import uvloop

from benchmarks.support import cores, server
from benchmarks.support.figures import median, ms, percentile
from benchmarks.support.load import Follower, Storm, Talk, follow, storm
from benchmarks.support.options import Options, run
from benchmarks.support.page_load import page_load
from benchmarks.support.place import Place
from benchmarks.support.report import Report, at_most

TALKS = 50
PER_SECOND = 100
READERS_OF_PAGES = 4
MOST_PER_SENDER = 20_000


@dataclass(slots=True)
class Times:
    """Seconds from sending to the acknowledgement, and to the arrival on the conversation's stream."""

    acknowledged: list[float] = field(default_factory=list)
    pushed: list[float] = field(default_factory=list)

    def add(self, done: Storm, followers: Sequence[Follower]) -> None:
        self.acknowledged += done.waits
        for sender, follower in zip(done.senders, followers, strict=True):
            arrived = {number: at for at, number in follower.arrivals()}
            for one in sender.sent:
                if one.status in (200, 201) and (number := one.json()["seq"]) in arrived:
                    self.pushed.append(arrived[number] - one.sent)

    def __str__(self) -> str:
        return f"{ms(median(self.pushed))} / {ms(percentile(self.pushed, 0.99))}"


@dataclass(slots=True)
class Found:
    """All that was measured. `seen` is what the last streams of ours brought, by code."""

    bare: Times = field(default_factory=Times)
    ours: Times = field(default_factory=Times)
    apart: Times = field(default_factory=Times)
    across: Times = field(default_factory=Times)
    with_pages: Times = field(default_factory=Times)
    pages_per_second: list[float] = field(default_factory=list)
    storms: list[Storm] = field(default_factory=list)
    seen: dict[str, list[int]] = field(default_factory=dict)


def main(arguments: Sequence[str] | None = None) -> int:
    return run(measure, arguments, __doc__, seconds=8, number=("talks", TALKS))


def measure(where: Place, chosen: Options, number: int) -> Report:
    from benchmarks.support.talks import count, make_talks
    from tests.cast import make_cast

    talks = make_talks(make_cast(), number)
    cores.load_from_here()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(_rounds(where, chosen, talks))
    report = Report(f"Push at {PER_SECOND} messages a second ({chosen.database})")
    _tell(report, found, apart=where.cluster is not None)
    count(report, talks, found.storms, found.seen)
    return report


async def _rounds(where: Place, chosen: Options, talks: list[Talk]) -> Found:
    found = Found()
    with server.bare() as bare, server.commondesk(where) as ours:
        for turn in range(chosen.rounds):
            await _once(bare.port, talks, chosen.seconds, f"b{turn}", found.bare)
            await _ours(ours.port, talks, chosen.seconds, f"o{turn}", found.ours, found)
            if where.cluster is None:
                await _beside_pages(ours, ours, talks, chosen.seconds, f"p{turn}", found)
    if where.cluster:
        with server.commondesk(where, "line") as line, server.commondesk(where, "pages") as pages:
            for turn in range(chosen.rounds):
                await _ours(line.port, talks, chosen.seconds, f"a{turn}", found.apart, found)
                await _beside_pages(line, pages, talks, chosen.seconds, f"p{turn}", found)
        with server.commondesk(where, "line") as line, server.commondesk(where, "line") as other:
            for turn in range(chosen.rounds):
                await _ours(line.port, talks, chosen.seconds, f"x{turn}", found.across, found, other.port)
    return found


async def _beside_pages(
    line: server.Server, pages: server.Server, talks: list[Talk], seconds: float, name: str, found: Found
) -> None:
    async with page_load(pages.port, READERS_OF_PAGES) as read:
        await _ours(line.port, talks, seconds, name, found.with_pages, found)
    found.pages_per_second.append(read.read / seconds)


async def _ours(
    port: int, talks: list[Talk], seconds: float, name: str, times: Times, found: Found, followed: int = 0
) -> None:
    done, followers = await _once(port, talks, seconds, name, times, followed)
    found.storms.append(done)
    found.seen = {talk.code: one.numbers() for talk, one in zip(talks, followers, strict=True)}


async def _once(
    port: int, talks: list[Talk], seconds: float, name: str, times: Times, followed: int = 0
) -> tuple[Storm, list[Follower]]:
    """Open the streams, at the port `followed` if it is another; talk at the rate, add the times of all but
    the streams' catching up.
    """
    followers = await follow(followed or port, talks)
    await asyncio.sleep(0.5)
    every = len(talks) / PER_SECOND
    done = await storm(port, talks, seconds=seconds, limit=MOST_PER_SENDER, name=name, every=every)
    await asyncio.sleep(0.5)
    for one in followers:
        one.transport.close()
    times.add(done, followers)
    return done, followers


def _tell(report: Report, found: Found, *, apart: bool) -> None:
    bare, ours = found.bare, found.ours
    against = median(ours.pushed) / median(bare.pushed)
    report.add("pushed, median / p99, against bare (medians)", str(ours), str(bare), against, at_most(8))
    slowest, acknowledged = percentile(ours.pushed, 0.99), percentile(ours.acknowledged, 0.99)
    told = f"acknowledged {ms(median(ours.acknowledged))} / {ms(acknowledged)}"
    report.add(
        "pushed, p99, against the acknowledgement's", ms(slowest), told, slowest / acknowledged, at_most(1.5)
    )
    without = found.apart if apart else ours
    against = percentile(found.with_pages.pushed, 0.99) / percentile(without.pushed, 0.99)
    if found.across.pushed:
        against = median(found.across.pushed) / median(ours.pushed)
        report.add("followed on another line, over the bus (medians)", str(found.across), str(ours), against)
    pages = f"{READERS_OF_PAGES} readers of pages, {median(found.pages_per_second):.0f} pages/s"
    what = f"with {pages}, line {'apart' if apart else 'in the same process'} (p99s)"
    report.add(what, str(found.with_pages), str(without), against, at_most(2) if apart else None)


if __name__ == "__main__":
    sys.exit(main())
