"""What an idle stream costs: `python -m benchmarks.streams`.

Opens 5,000 streams of as many conversations on one server, leaves them alone for some beats, and compares the
server's memory, threads and database connections with before. Then it says something in some of them, which
must arrive once.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import uvloop

from benchmarks.support import cores, server
from benchmarks.support.load import Follower, Storm, Talk, follow, storm
from benchmarks.support.options import Options, run
from benchmarks.support.place import Place
from benchmarks.support.report import Report, at_most

STREAMS = 5_000
WARM = 50
SPOKEN_IN = 100


@dataclass(slots=True)
class Idle:
    """A server before and after the streams were opened; kB, threads, seconds of processor time.

    `connections` are those to its PostgreSQL; with SQLite there are none to count.
    """

    kb: tuple[int, int]
    threads: tuple[int, int]
    cpu: float
    followers: list[Follower]
    spoken: Storm | None = None
    connections: tuple[int, int] = (0, 0)

    def kb_each(self) -> float:
        return (self.kb[1] - self.kb[0]) / len(self.followers)


def main(arguments: Sequence[str] | None = None) -> int:
    return run(measure, arguments, __doc__, seconds=20, rounds=1, number=("streams", STREAMS))


def measure(where: Place, chosen: Options, number: int) -> Report:
    from benchmarks.support.talks import count, make_idle_talks
    from tests.cast import make_cast

    cast = make_cast()
    cores.load_from_here()
    talks, warm = make_idle_talks(cast, number), make_idle_talks(cast, WARM)
    with server.bare() as bare:
        theirs = _run(_idle(bare, talks, warm, chosen.seconds / 4))
    with server.commondesk(where) as ours:
        mine = _run(_idle(ours, talks, warm, chosen.seconds, where=where))
    report = Report(f"{number:,} idle streams ({chosen.database})")
    _tell(report, mine, theirs, chosen.seconds)
    report.count("open at the end", sum(not one.lost for one in mine.followers), must_be=number)
    if mine.spoken:
        spoken_in = talks[:SPOKEN_IN]
        seen = {talk.code: one.numbers() for talk, one in zip(spoken_in, mine.followers, strict=False)}
        count(report, spoken_in, [mine.spoken], seen)
    return report


def _run(what: object) -> Idle:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(what)  # type: ignore[arg-type]


async def _idle(
    at: server.Server, talks: list[Talk], warm: list[Talk], seconds: float, where: Place | None = None
) -> Idle:
    """Open, wait, look. A few streams beforehand fill what a server keeps anyway. In ours it speaks, too."""
    for one in await follow(at.port, warm):
        one.transport.close()
    await asyncio.sleep(1)
    kb, threads = cores.resident_kb(at.pid), cores.threads(at.pid)
    connections = where.connections() if where else 0
    followers = [one for some in _parts(talks) for one in await follow(at.port, some)]
    await asyncio.sleep(1)
    cpu = at.cpu_seconds()
    await asyncio.sleep(seconds)
    cpu = at.cpu_seconds() - cpu
    found = Idle((kb, cores.resident_kb(at.pid)), (threads, cores.threads(at.pid)), cpu, followers)
    if where:
        found.connections = (connections, where.connections())
        found.spoken = await storm(at.port, talks[:SPOKEN_IN], seconds=10, limit=3, name="idle")
        await asyncio.sleep(1)
    return found


def _parts(talks: list[Talk], size: int = 100) -> list[list[Talk]]:
    return [talks[start : start + size] for start in range(0, len(talks), size)]


def _tell(report: Report, mine: Idle, theirs: Idle, seconds: float) -> None:
    each, bare = mine.kb_each(), theirs.kb_each()
    # The bound is in kB; the ratio to the bare application says what of it is the server program's.
    report.add("memory a stream, kB", f"{each:.1f} kB", "", each, at_most(30))
    report.add(
        "memory against the bare application",
        f"{each:.1f} kB",
        f"{bare:.1f} kB",
        each / bare if bare else None,
    )
    more = mine.threads[1] - mine.threads[0]
    report.add("threads added by all streams", str(more), f"{mine.threads[0]} before", more, at_most(0))
    held = mine.connections[1] - mine.connections[0]
    before = f"{mine.connections[0]} before"
    report.add("database connections added by all streams", str(held), before, held, at_most(0))
    report.add("server's memory", f"{mine.kb[1] / 1024:.0f} MB", f"{mine.kb[0] / 1024:.0f} MB before")
    report.add(
        "processor while idle", f"{mine.cpu / max(seconds, 0.01) * 100:.1f} % of a core, beats included"
    )


if __name__ == "__main__":
    sys.exit(main())
