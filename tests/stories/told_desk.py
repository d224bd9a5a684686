"""A desk that may reach a push service of this machine, for the stories of devices."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.support.authority import Authority
from tests.support.push_service import PushService
from tests.support.served_desk import ServedDesk

PATIENCE = 60.0


@contextmanager
def told_desk(folder: Path) -> Iterator[tuple[ServedDesk, PushService]]:
    """Open around the clock, and nobody is there."""
    authority = Authority(folder)
    (folder / "desk").mkdir()
    desk = ServedDesk(folder / "desk", seed="tests.support.seed_devices")
    desk.environment |= {"COMMONDESK_REACH_INSIDE": "127.0.0.1", "SSL_CERT_FILE": str(authority.file)}
    with PushService(authority.vouches("127.0.0.1")) as service, desk:
        yield desk, service


def waits_for_devices(desk: ServedDesk, number: int) -> None:
    """Until the desk tells so many."""
    end = time.monotonic() + PATIENCE
    while (found := _devices(desk)) != number:
        assert time.monotonic() < end, f"{found} devices are told, not {number}."
        time.sleep(0.2)


def _devices(desk: ServedDesk) -> int:
    with closing(sqlite3.connect(f"file:{desk.folder}/commondesk.sqlite3?mode=ro", uri=True)) as database:
        (number,) = database.execute("SELECT count(*) FROM commondesk_pushdevice").fetchone()
    return int(number)
