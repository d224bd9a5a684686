"""Durable messages a second of one core that also carries the database: `python -m benchmarks.messages`.

64 patrons post as fast as they are answered, each with its own stream open. The references, measured in turn
with ours: a bare ASGI application on the same server, a Django async ORM path, the disk's single-row commits,
and with PostgreSQL `pgbench` with the same statements.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

import uvloop

from benchmarks.support import cores, server
from benchmarks.support.disk import single_row_commits
from benchmarks.support.figures import median, ms, percentile, rate, spread
from benchmarks.support.load import Follower, Storm, Talk, follow, storm
from benchmarks.support.options import Options, run
from benchmarks.support.pgbench import pgbench
from benchmarks.support.place import Place
from benchmarks.support.report import Report, at_least

SENDERS = 64
MOST_PER_SENDER = 20_000
SLOW_DISK = 0.1


@dataclass(slots=True)
class Rounds:
    """What each way did, one entry a round; `cpu` is what the servers of ours used in all of them."""

    warm: Storm
    ours: list[Storm] = field(default_factory=list)
    bare: list[Storm] = field(default_factory=list)
    django: list[Storm] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)
    pgbench: list[float] = field(default_factory=list)
    cpu: float = 0.0

    def ratio(self, references: Sequence[float]) -> float:
        """The median over the rounds of ours to the reference of the same round."""
        return median(ours.per_second / other for ours, other in zip(self.ours, references, strict=True))


def main(arguments: Sequence[str] | None = None) -> int:
    return run(measure, arguments, __doc__, seconds=5, number=("senders", SENDERS))


def measure(where: Place, chosen: Options, senders: int) -> Report:
    from benchmarks.support.talks import count, make_talks
    from tests.cast import make_cast

    cast = make_cast()
    talks, others = make_talks(cast, senders), make_talks(cast, senders)
    with server.bare() as bare, server.commondesk(where) as ours, server.django_async(where) as django:
        cores.load_from_here()
        line = Line(where, chosen, ours, bare, django)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            rounds, followers = runner.run(line.run(talks, others))
    report = Report(f"Durable messages a second: {senders} senders, streams open ({chosen.database})")
    tell(report, rounds)
    seen = {talk.code: one.numbers() for talk, one in zip(talks, followers, strict=True)}
    count(report, talks, [rounds.warm, *rounds.ours], seen)
    return report


@dataclass(slots=True)
class Line:
    """The servers that take turns on one core."""

    where: Place
    chosen: Options
    ours: server.Server
    bare: server.Server
    django: server.Server

    async def run(self, talks: list[Talk], others: list[Talk]) -> tuple[Rounds, list[Follower]]:
        followers = await follow(self.ours.port, talks)
        await follow(self.django.port, others)
        rounds = Rounds(warm=await self._storm(self.ours, talks, "warm", seconds=self.chosen.seconds / 5))
        for number in range(self.chosen.rounds):
            rounds.bare.append(await self._storm(self.bare, talks, f"b{number}"))
            before = self._cpu()
            rounds.ours.append(await self._storm(self.ours, talks, f"o{number}"))
            rounds.cpu += self._cpu() - before
            rounds.django.append(await self._storm(self.django, others, f"d{number}"))
            rounds.commits.append(single_row_commits(self.where, self.chosen.seconds / 4))
            if self.where.cluster:
                codes = [talk.code for talk in others]
                rounds.pgbench.append(pgbench(self.where, codes, self.chosen.seconds))
        await asyncio.sleep(1)
        return rounds, followers

    async def _storm(self, at: server.Server, talks: list[Talk], name: str, seconds: float = 0.0) -> Storm:
        seconds = seconds or self.chosen.seconds
        return await storm(at.port, talks, seconds=seconds, limit=MOST_PER_SENDER, name=name)

    def _cpu(self) -> float:
        return self.ours.cpu_seconds() + self.where.cpu_seconds()


def tell(report: Report, rounds: Rounds) -> None:
    """The rows of DESIGN.md section 7."""
    bare = [one.per_second for one in rounds.bare]
    django = [one.per_second for one in rounds.django]
    mine = [one.per_second for one in rounds.ours]
    figure = f"{rate(median(mine))} ({spread(mine)})"
    report.add("against bare ASGI", figure, rate(median(bare)), rounds.ratio(bare), at_least(0.12))
    report.add("against Django async ORM", figure, rate(median(django)), rounds.ratio(django), at_least(15))
    is_slow = median(rounds.commits) < SLOW_DISK * median(bare)
    against, bound = rounds.ratio(rounds.commits), at_least(1.2) if is_slow else None
    report.add("against single-row commits", figure, rate(median(rounds.commits)), against, bound)
    if rounds.pgbench:
        row = rounds.ratio(rounds.pgbench)
        report.add("against pgbench, 8 clients", figure, rate(median(rounds.pgbench)), row, at_least(0.8))
    waits = [wait for one in rounds.ours for wait in one.waits]
    report.add("acknowledged, median / p99", f"{ms(median(waits))} / {ms(percentile(waits, 0.99))}")
    done = sum(len(one.acknowledged) for one in rounds.ours)
    report.add("processor time a message", f"{rounds.cpu / max(1, done) * 1e6:,.0f} µs, database included")


if __name__ == "__main__":
    sys.exit(main())
