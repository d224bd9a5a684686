"""Several servers and workers on one PostgreSQL break in a storm, and what they stand on: nothing is lost."""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from tests.faults.faults import FAULTS, OF_VALKEY, SHORT, Scene, scene, survive
from tests.faults.storm import Counts
from tests.support.api_client import Follower
from tests.support.fleet import Fleet

SIZE = replace(
    SHORT,
    talks=int(os.environ.get("COMMONDESK_TEST_STORM_TALKS", SHORT.talks)),
    messages=int(os.environ.get("COMMONDESK_TEST_STORM_MESSAGES", SHORT.messages)),
    kills=int(os.environ.get("COMMONDESK_TEST_STORM_KILLS", SHORT.kills)),
)
pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("fleet")) as made:
        yield made


@pytest.fixture(scope="module")
def installation_with_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("fleet"), by_valkey=True) as made:
        yield made


@pytest.mark.parametrize("name", FAULTS)
def test_a_storm_survives(installation: Scene, name: str) -> None:
    nothing_is_lost(survive(installation, FAULTS[name], SIZE))


@pytest.mark.parametrize("name", OF_VALKEY)
def test_a_storm_survives_its_bus(installation_with_valkey: Scene, name: str) -> None:
    nothing_is_lost(survive(installation_with_valkey, OF_VALKEY[name], SIZE))


def test_while_the_bus_is_away_messages_come_by_heartbeat_and_each_process_says_so(
    installation_with_valkey: Scene,
) -> None:
    fleet, bus = installation_with_valkey.fleet, installation_with_valkey.valkey
    assert bus is not None
    question = {"key": secrets.token_urlsafe(16), "question": "Where are the maps?", "queue": "statewide"}
    asked = fleet.client().insist("POST", "/conversations", question).json
    follower = Follower(fleet.lines[1].client(asked["token"]), asked["code"])
    follower.start()
    follower.wait_for(1)
    bus.kill()
    try:
        message = {"key": secrets.token_urlsafe(16), "body": "Anybody?"}
        said = fleet.lines[0].client(asked["token"])
        assert said.insist("POST", f"/conversations/{asked['code']}/messages", message).status == 201
        follower.wait_for(2)
        wait_until_lost(fleet, {"line"})
    finally:
        bus.start()
        follower.end()
    wait_until_lost(fleet, set())
    assert follower.connections == 1


def wait_until_lost(fleet: Fleet, roles: set[str]) -> None:
    """Until the processes of exactly these roles say that they miss the bus."""
    until = time.monotonic() + 60
    while True:
        with psycopg.connect(fleet.database_url) as connection:
            rows = connection.execute(
                "SELECT role FROM commondesk_runningprocess WHERE bus_lost_since IS NOT NULL"
            )
            if {role for (role,) in rows} == roles:
                return
        assert time.monotonic() < until
        time.sleep(0.2)


def nothing_is_lost(counts: Counts) -> None:
    sys.stdout.write(f"{counts}\n")
    assert (counts.lost, counts.doubled, counts.reordered, counts.stuck) == (0, 0, 0, 0)
    assert counts.acknowledged == counts.sent > 0
    assert counts.handed_on > 0
