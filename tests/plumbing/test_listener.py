"""The listener: hears other processes, and looks at everything after it was deaf."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import psycopg
import pytest

from commondesk.plumbing import bus, listener
from commondesk.plumbing.bus import Wake
from commondesk.plumbing.listener import PostgresListener
from tests import postgres

pytestmark = pytest.mark.postgres


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.02)


@pytest.fixture
def heard(cluster: postgres.Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Wake]]:
    monkeypatch.setattr(listener, "listen_address", lambda: {"conninfo": cluster.url()})
    found: list[Wake] = []
    end = bus.subscribe(found.extend)
    listening = PostgresListener()
    listening.start()
    until(lambda: listening.connected)
    yield found
    listening.stop()
    end()


def say(cluster: postgres.Cluster, payload: str) -> None:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("SELECT pg_notify(%s, %s)", [bus.CHANNEL, payload])


def test_what_another_process_says_is_heard(cluster: postgres.Cluster, heard: list[Wake]) -> None:
    say(cluster, '["another",["queue:1",{}],["conversation:2",{"seq":3}]]')
    until(lambda: Wake("queue:1") in heard and Wake("conversation:2", {"seq": 3}) in heard)


def test_after_a_restart_it_looks_at_everything_and_hears_again(
    cluster: postgres.Cluster, heard: list[Wake]
) -> None:
    heard.clear()
    cluster.restart()
    until(lambda: Wake(bus.EVERYTHING) in heard)
    say(cluster, '["another",["queue:1",{}]]')
    until(lambda: Wake("queue:1") in heard)
