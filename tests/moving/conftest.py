"""A desk with something in every table, copied for each test, and an empty database to move it into."""

from __future__ import annotations

import copy
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from tests import postgres
from tests.support.served_desk import ROOT, ServedDesk, free_port

Done = subprocess.CompletedProcess[str]


class MovingDesk(ServedDesk):
    """Runs commands as whoever looks after this desk would; serves from the file, or from PostgreSQL."""

    def run(self, *arguments: str, program: str = "commondesk") -> Done:
        return subprocess.run(
            [sys.executable, "-m", *program.split(), *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def run_on(self, url: str, *arguments: str) -> Done:
        """One command with another database than the desk's own."""
        mine = copy.copy(self)
        mine.environment = {**self.environment, "COMMONDESK_DATABASE_URL": url}
        return mine.run(*arguments)

    def move(self, url: str, *more: str, dies: str = "") -> Done:
        """`dies` as tests/support/move_badly.py has it; with "" it is the command itself."""
        program = f"tests.support.move_badly {dies}" if dies else "commondesk"
        return self.run("move", "--to", url, *more, program=program)

    @contextmanager
    def moving(self, url: str, waits_at: str) -> Iterator[subprocess.Popen[str]]:
        """A move that stands still at such a place until it is sent SIGCONT."""
        program = ["-m", "tests.support.move_badly", f"{waits_at}+wait", "move", "--to", url]
        with subprocess.Popen(
            [sys.executable, *program], cwd=ROOT, env=self.environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            assert process.poll() is None
            yield process

    def tables(self) -> dict[str, str]:
        """What each table holds, as Django reads it."""
        told: dict[str, str] = json.loads(self.run(program="tests.support.tell_tables").stdout)
        return told

    def works_on(self, url: str) -> None:
        self.environment["COMMONDESK_DATABASE_URL"] = url

    @property
    def file(self) -> Path:
        return self.folder / "commondesk.sqlite3"

    def change(self, statement: str, *values: object) -> None:
        """As somebody with the file open in `sqlite3`."""
        connection = sqlite3.connect(self.file)
        with connection:
            connection.execute(statement, values)
        connection.close()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> MovingDesk:
    return MovingDesk(tmp_path_factory.mktemp("seeded"), seed="tests.support.seed_everything")


@pytest.fixture
def desk(seeded: MovingDesk, tmp_path: Path) -> Iterator[MovingDesk]:
    """Not served until a test starts it."""
    mine = copy.copy(seeded)
    mine.folder, mine.port = tmp_path / "data", free_port()
    shutil.copytree(seeded.folder, mine.folder)
    mine.address = f"http://127.0.0.1:{mine.port}"
    mine.environment = {
        **seeded.environment,
        "COMMONDESK_DATA_DIR": str(mine.folder),
        "COMMONDESK_BASE_URL": mine.address,
    }
    yield mine
    if mine.process is not None and mine.process.poll() is None:
        mine.kill()


@pytest.fixture
def empty(cluster: postgres.Cluster) -> str:
    """The address of a database of this test's own."""
    return cluster.create(f"move_{uuid4().hex[:12]}")
