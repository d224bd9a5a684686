"""What may break under an installation of several processes, each survived in a storm.

In a short form by the tests beside this, in a long one by `python -m benchmarks.faults`.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tests.channels.email.smtp_server import SmtpServer, smtp_server
from tests.faults.mails import hold_against_the_outbox
from tests.faults.storm import Counts, Storm
from tests.postgres import Cluster
from tests.support.fleet import Fleet
from tests.support.wire import Wire


@dataclass(frozen=True, slots=True)
class Size:
    """How large a storm is, how often something is killed in it, how many seconds something is silent."""

    talks: int
    messages: int
    kills: int
    seconds: float


SHORT: Final = Size(talks=8, messages=10, kills=3, seconds=3)
LONG: Final = Size(talks=200, messages=40, kills=20, seconds=20)


@dataclass(slots=True)
class Scene:
    """Two lines, pages and two workers on one PostgreSQL; the first line and worker reach it over `wire`."""

    fleet: Fleet
    cluster: Cluster
    wire: Wire
    mails: SmtpServer


@contextmanager
def scene(folder: Path, database: str = "fleet") -> Iterator[Scene]:
    """An installation to break, taken away at the end."""
    with ExitStack() as stack:
        cluster = stack.enter_context(Cluster())
        wire = stack.enter_context(Wire.to_cluster(cluster))
        mails = stack.enter_context(smtp_server())
        mails.thinks = 0.2
        environment = {"COMMONDESK_SMTP_URL": f"smtp://127.0.0.1:{mails.port}?tls=off"}
        fleet = Fleet(folder, cluster.create(database), environment=environment)
        for one in (fleet.lines[0], fleet.workers[0]):
            one.environment["COMMONDESK_DATABASE_URL"] = wire.url(database)
        stack.enter_context(fleet)
        yield Scene(fleet, cluster, wire, mails)


def kill_servers(scene: Scene, size: Size) -> None:
    """Lines and pages die without a word and are started again, one after the other, at random."""
    for _ in range(size.kills):
        time.sleep(random.uniform(0.1, 0.6))
        one = random.choice([*scene.fleet.lines, scene.fleet.pages])
        one.kill()
        one.start()


def kill_workers(scene: Scene, size: Size) -> None:
    """Also while they send: a mail server that thinks for a while has the mail already."""
    for _ in range(size.kills):
        time.sleep(random.uniform(0.1, 1))
        one = random.choice(scene.fleet.workers)
        one.kill()
        one.start()


def restart_postgresql(scene: Scene, size: Size) -> None:
    scene.cluster.stop()
    time.sleep(size.seconds / 4)
    scene.cluster.start()


def kill_postgresql(scene: Scene, size: Size) -> None:
    scene.cluster.kill()
    time.sleep(size.seconds / 4)
    scene.cluster.start()


def hold_the_network(scene: Scene, size: Size) -> None:
    """A line and a worker reach the database no more, and nobody tells them."""
    with scene.wire.held():
        time.sleep(size.seconds)


Fault = Callable[[Scene, Size], None]
FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "servers killed": kill_servers,
        "workers killed": kill_workers,
        "PostgreSQL restarted": restart_postgresql,
        "PostgreSQL killed": kill_postgresql,
        "network to the database held": hold_the_network,
    }
)


def survive(scene: Scene, fault: Fault, size: Size) -> Counts:
    """What a storm comes to in which this breaks."""
    mails = fault is kill_workers
    storm = Storm(scene.fleet, size.talks, size.messages, hand_on=True, mail=mails, pause=0.3)
    storm.start()
    time.sleep(0.5)
    fault(scene, size)
    counts = storm.finish()
    if mails:
        hold_against_the_outbox(scene.fleet, scene.mails, storm)
    return counts
