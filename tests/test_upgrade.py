"""A desk of the last release becomes one of this version: nothing is lost, and both may be served meanwhile.

`tests/data/released.jsonl.gz` holds rows in every table as that release left them; `CONTRIBUTING.md` says how
the next one is kept.
"""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Role
from commondesk.plumbing.listener import listen_address
from tests import postgres
from tests.cast import make_librarian

ROOT = Path(__file__).resolve().parent.parent
RELEASED = ROOT / "tests/data/released.jsonl.gz"


def rehearse(folder: Path, database_url: str) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMMONDESK_")}
    environment |= {
        "COMMONDESK_DATA_DIR": str(folder),
        "COMMONDESK_DATABASE_URL": database_url,
        "COMMONDESK_SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
        "DJANGO_SETTINGS_MODULE": "commondesk.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.released_desk", "rehearse", str(RELEASED)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def assert_all_is_well(found: dict[str, Any]) -> None:
    assert found["tables"] > 45
    assert found["rows"] > 2000
    assert found["changed"] == [], "what the release had written reads otherwise now"
    assert found["refused"] == {}, (
        "the release cannot write beside this version: give new columns a db_default"
    )


@pytest.mark.sqlite
def test_a_desk_of_the_last_release_on_sqlite_is_brought_up_to_date_whole(tmp_path: Path) -> None:
    assert_all_is_well(rehearse(tmp_path, ""))


@pytest.mark.postgres
def test_a_desk_of_the_last_release_on_postgresql_is_brought_up_to_date_whole(
    tmp_path: Path, cluster: postgres.Cluster
) -> None:
    assert_all_is_well(rehearse(tmp_path, cluster.create("upgrade")))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_claims_while_devices_come_waits_for_nothing() -> None:
    if connection.vendor != "postgresql":
        return
    ines = make_librarian("ines@ames.example", "Ines", Role.HELP_DESK)
    Librarian.objects.filter(pk=ines.pk).update(calls={"rings": ["desk"]})
    change = import_module("commondesk.migrations.0020_push_devices")
    with transaction.atomic():
        change.let_chosen_calls_follow(apps, None)
        with psycopg.connect(**listen_address()) as server:  # as a claim does, which refers to its librarian
            server.execute(
                "SELECT id FROM commondesk_librarian WHERE id = %s FOR KEY SHARE NOWAIT", [ines.pk]
            )
    ines.refresh_from_db()
    assert ines.calls == {"rings": ["desk", "push"]}
