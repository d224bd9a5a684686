"""The listener: hears other processes, and looks at everything after it was deaf."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection

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


def test_whatever_breaks_a_listener_it_says_so_and_begins_anew() -> None:
    breaks: list[Exception] = [ValueError("nobody thought of this")]

    class Listening(listener.Listener):
        was_lost = False

        def listen(self) -> None:
            if breaks:
                raise breaks.pop()
            self.was_lost = self.lost_since is not None
            self.begin()
            self.stopping.wait()

    listening = Listening()
    listening.start()
    until(lambda: listening.connected)
    assert listening.was_lost
    listening.stop()


def test_an_address_of_its_own_is_as_impatient_as_the_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        return
    url = "postgres://desk@db.example/desk?keepalives_idle=60"
    monkeypatch.setattr(listener.settings, "COMMONDESK", SimpleNamespace(listen_url=url))
    address = listener.listen_address()
    assert (address["conninfo"], address["tcp_user_timeout"]) == (url, 20_000)
    assert "keepalives_idle" not in address, "what the address says itself counts"
