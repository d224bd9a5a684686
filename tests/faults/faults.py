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
from tests.support.served_desk import ServedDesk
from tests.support.small_disk import SmallDisk
from tests.support.valkey import Valkey
from tests.support.wire import Wire
from tests.support.wrong_clock import WrongClock


@dataclass(frozen=True, slots=True)
class Size:
    """How large a storm is, how often something is killed in it, how many seconds something is silent.

    `pause`: between two messages of one writer, at the most.
    """

    talks: int
    messages: int
    kills: int
    seconds: float
    pause: float


SHORT: Final = Size(talks=8, messages=8, kills=3, seconds=2, pause=0.3)
LONG: Final = Size(talks=200, messages=10, kills=20, seconds=20, pause=4)


@dataclass(slots=True)
class Scene:
    """Two lines, pages and two workers on one PostgreSQL.

    The first line and worker reach it over `wire`, the second of each go by `clock`.
    """

    fleet: Fleet
    cluster: Cluster
    wire: Wire
    mails: SmtpServer
    valkey: Valkey | None
    clock: WrongClock


@contextmanager
def scene(folder: Path, database: str = "fleet", *, by_valkey: bool = False) -> Iterator[Scene]:
    """An installation to break, taken away at the end; it wakes by NOTIFY, or by Valkey."""
    with ExitStack() as stack:
        cluster = stack.enter_context(Cluster())
        wire = stack.enter_context(Wire.to_cluster(cluster))
        mails = stack.enter_context(smtp_server())
        mails.thinks = 0.2
        environment = {"COMMONDESK_SMTP_URL": f"smtp://127.0.0.1:{mails.port}?tls=off"}
        valkey = stack.enter_context(Valkey()) if by_valkey else None
        if valkey:
            environment["COMMONDESK_BUS_URL"] = valkey.url
        fleet = Fleet(folder, cluster.create(database), environment=environment)
        for one in (fleet.lines[0], fleet.workers[0]):
            one.environment["COMMONDESK_DATABASE_URL"] = wire.url(database)
        clock = WrongClock(folder / "time")
        for one in (fleet.lines[1], fleet.workers[1]):
            one.environment |= clock.environment
        stack.enter_context(fleet)
        yield Scene(fleet, cluster, wire, mails, valkey, clock)


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


def kill_the_bus(scene: Scene, size: Size) -> None:
    assert scene.valkey
    scene.valkey.kill()
    time.sleep(size.seconds * 1.5)
    scene.valkey.start()


def let_the_bus_hang(scene: Scene, size: Size) -> None:
    """It takes connections and answers nobody."""
    assert scene.valkey
    scene.valkey.hang()
    time.sleep(size.seconds * 1.5)
    scene.valkey.wake()


def move_the_clock(scene: Scene, size: Size) -> None:
    """The clock of a line and a worker jumps an hour ahead, an hour back, and is set right."""
    for hours in (1, -1, 0):
        scene.clock.is_off_by(hours * 3600)
        time.sleep(size.seconds)


Fault = Callable[[Scene, Size], None]
FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "servers killed": kill_servers,
        "workers killed": kill_workers,
        "PostgreSQL restarted": restart_postgresql,
        "PostgreSQL killed": kill_postgresql,
        "network to the database held": hold_the_network,
        "clock jumps": move_the_clock,
    }
)
OF_VALKEY: Final[Mapping[str, Fault]] = MappingProxyType(
    {"bus killed": kill_the_bus, "bus hangs": let_the_bus_hang}
)


def fill_the_disk(folder: Path, size: Size) -> Counts:
    """What a storm comes to over one process on SQLite, whose disk is full twice."""
    log = folder / "server.log"
    with SmallDisk(folder / "disk") as disk, ServedDesk(disk.folder, log=str(log)) as desk:
        storm = Storm(desk, size.talks, size.messages, hand_on=True, pause=size.pause)
        storm.start()
        for _ in range(2):
            time.sleep(size.seconds / 4)
            with disk.full():
                assert desk.client().call("GET", "/libraries").status == 200, "who only reads reads on"
                time.sleep(size.seconds)
        counts = storm.finish()
    assert "disk is full" in log.read_text(), "nothing was refused: the disk was never full"
    return counts


def survive(scene: Scene, fault: Fault, size: Size) -> Counts:
    """What a storm comes to in which this breaks."""
    mails = fault is kill_workers
    storm = Storm(scene.fleet, size.talks, size.messages, hand_on=True, mail=mails, pause=size.pause)
    storm.start()
    time.sleep(0.5)
    fault(scene, size)
    counts = storm.finish()
    if mails:
        hold_against_the_outbox(scene.fleet, scene.mails, storm)
    return counts
