"""Several servers and workers on one PostgreSQL break in a storm, and what they stand on: nothing is lost."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.faults.faults import FAULTS, OF_VALKEY, SHORT, Scene, scene, survive
from tests.faults.storm import Counts

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


def nothing_is_lost(counts: Counts) -> None:
    sys.stdout.write(f"{counts}\n")
    assert (counts.lost, counts.doubled, counts.reordered, counts.stuck) == (0, 0, 0, 0)
    assert counts.acknowledged == counts.sent > 0
    assert counts.handed_on > 0
