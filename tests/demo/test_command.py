import os
import sqlite3
import subprocess
import sys

import pytest

from commondesk.plumbing.sqlite.one_server import data_dir_lock

pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """`commondesk demo --seed-only ...` on a data directory of its own."""
    data_dir = tmp_path_factory.mktemp("demo")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMMONDESK_")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "commondesk", "demo", "--seed-only", *arguments],
            env={**environment, "COMMONDESK_DATA_DIR": str(data_dir)},
            capture_output=True,
            check=False,
            text=True,
            timeout=300,
        )

    run.data_dir = data_dir
    return run


def codes(demo):
    with sqlite3.connect(demo.data_dir / "commondesk.sqlite3") as database:
        found = {code for (code,) in database.execute("SELECT code FROM commondesk_conversation")}
    database.close()
    return found


def test_a_second_start_keeps_the_data_and_reset_begins_anew(demo):
    assert demo().returncode == 0
    first = codes(demo)
    assert demo().returncode == 0
    assert codes(demo) == first
    (demo.data_dir / "mail").mkdir()
    assert demo("--reset").returncode == 0
    assert first
    assert not codes(demo) & first
    assert not (demo.data_dir / "mail").exists()


def test_reset_refuses_in_words_while_a_server_holds_the_data(demo):
    with data_dir_lock(demo.data_dir):
        refused = demo("--reset")
    assert refused.returncode != 0
    assert "already running" in refused.stderr
    assert "Traceback" not in refused.stderr
