"""Kill -9 in a storm of sends: every acknowledged message is there once, in order, on both sides."""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

import pytest

from tests import postgres
from tests.faults.storm import Counts, Storm
from tests.support.served_desk import ServedDesk

TALKS = int(os.environ.get("COMMONDESK_TEST_STORM_TALKS", "6"))
MESSAGES = int(os.environ.get("COMMONDESK_TEST_STORM_MESSAGES", "40"))
KILLS = int(os.environ.get("COMMONDESK_TEST_STORM_KILLS", "3"))


def nothing_is_lost(counts: Counts) -> None:
    sys.stdout.write(f"{counts}\n")
    assert (counts.lost, counts.doubled, counts.reordered) == (0, 0, 0)
    assert counts.acknowledged == counts.sent


def kill_the_server_again_and_again(desk: ServedDesk, storm: Storm) -> None:
    storm.start()
    for _ in range(KILLS):
        time.sleep(random.uniform(0.1, 0.6))
        desk.kill()
        desk.start()
    nothing_is_lost(counts := storm.finish())
    assert counts.reconnects > 0


def test_a_server_on_sqlite_is_killed_in_a_storm(tmp_path: Path) -> None:
    with ServedDesk(tmp_path) as desk:
        kill_the_server_again_and_again(desk, Storm(desk, TALKS, MESSAGES))


@pytest.mark.postgres
def test_a_server_on_postgresql_is_killed_in_a_storm(tmp_path: Path, cluster: postgres.Cluster) -> None:
    with ServedDesk(tmp_path, cluster.create("kills")) as desk:
        kill_the_server_again_and_again(desk, Storm(desk, TALKS, MESSAGES))


@pytest.mark.postgres
def test_postgresql_itself_is_killed_in_a_storm(tmp_path: Path, cluster: postgres.Cluster) -> None:
    with ServedDesk(tmp_path, cluster.create("power")) as desk:
        storm = Storm(desk, TALKS, MESSAGES)
        storm.start()
        time.sleep(0.5)
        cluster.kill()
        time.sleep(1)
        cluster.start()
        nothing_is_lost(storm.finish())


def test_a_server_asked_to_leave_answers_what_it_was_sent_and_comes_back(tmp_path: Path) -> None:
    with ServedDesk(tmp_path) as desk:
        storm = Storm(desk, 4, MESSAGES)
        storm.start()
        time.sleep(0.4)
        assert desk.stop() == 0
        desk.start()
        nothing_is_lost(storm.finish())
