"""The released version and this one serve one database at a time, while everybody goes on talking."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import postgres
from tests.faults.storm import Storm
from tests.faults.test_kills import nothing_is_lost
from tests.support.api_client import ApiClient
from tests.support.released_desk import COMMIT
from tests.support.served_desk import ROOT, ServedDesk


class TwoVersions:
    """Both behind one proxy, which sends each request to one of those that are served."""

    def __init__(self, *served: ServedDesk) -> None:
        self.served = list(served)
        self.tokens = served[0].tokens

    def client(self, token: str = "") -> ApiClient:
        return _Client(self, token)


class _Client(ApiClient):
    def __init__(self, versions: TwoVersions, token: str) -> None:
        super().__init__(versions.served[0].address, token)
        self._versions = versions

    def host_of(self, method: str, path: str) -> str:
        return random.choice(self._versions.served).address.removeprefix("http://")


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """The source of the released version."""
    root = tmp_path / "released"
    root.mkdir()
    if subprocess.run(
        ["git", "cat-file", "-e", COMMIT], cwd=ROOT, check=False, capture_output=True
    ).returncode:
        pytest.skip(f"This copy of the source has no history: it lacks {COMMIT}.")
    archive = subprocess.run(["git", "archive", COMMIT], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(root)], input=archive, check=True)
    return root


@pytest.mark.postgres
def test_the_new_version_comes_beside_the_old_one_and_takes_over_in_a_storm(
    tmp_path: Path, cluster: postgres.Cluster, released: Path
) -> None:
    url = cluster.create("beside")
    folders = [tmp_path / "old", tmp_path / "new"]
    for folder in folders:
        folder.mkdir()
    with ServedDesk(folders[0], url, root=released) as old:
        both = TwoVersions(old)
        storm = Storm(both, talks=6, messages=30, hand_on=True, pause=0.1)
        storm.start()
        new = ServedDesk(folders[1], url, tokens=old.tokens)
        migrated = subprocess.run(
            [sys.executable, "-m", "commondesk", "migrate"],
            cwd=ROOT, env=new.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert migrated.returncode == 0, migrated.stderr
        assert old.client().call("GET", "/libraries").status == 200  # it is served on
        with new:
            both.served = [old, new]
            time.sleep(2)
            both.served = [new]
            assert old.stop() == 0
            nothing_is_lost(storm.finish())
