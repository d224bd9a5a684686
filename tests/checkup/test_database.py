"""What `commondesk check` says of the database and of the bus that PostgreSQL carries."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from commondesk.checkup import database
from commondesk.plumbing import clock
from commondesk.plumbing.running import Pulse
from tests import postgres
from tests.cast import make_library
from tests.checkup.pooler import pooler
from tests.support.served_desk import ROOT, ServedDesk


def found(heading: str) -> str:
    return " ".join(one.says for one in database.of_the_database() if one.heading.strip() == heading)


@pytest.mark.django_db(transaction=True)
def test_a_good_database_is_told_to_be_one():
    assert found("WRONG") == ""
    assert "is up to date" in found("good")
    assert "time zones of all libraries" in found("good")
    if connection.vendor == "postgresql":
        assert "another hears" in found("good")
        assert "one this version was tried with" in found("good")


@pytest.mark.django_db
def test_a_zone_that_this_machine_does_not_know_is_named():
    make_library("ames", "Ames", time_zone="Moon/Tycho")
    assert "does not know the time zone Moon/Tycho" in found("WRONG")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("major", "heading", "says"), [
    (14, "WRONG", "PostgreSQL 14 is too old. Bring it up to 15"),
    (19, "note", "PostgreSQL 19 is newer than any"),
])  # fmt: skip
def test_a_version_that_was_never_tried_is_told(monkeypatch, major, heading, says):
    if connection.vendor != "postgresql":
        return
    # The versions that count are moved, as the server here is of one version only.
    here = connection.pg_version // 10_000
    monkeypatch.setattr(database, "OLDEST", here + 1 if major < 15 else here - 1)
    monkeypatch.setattr(database, "NEWEST", here + 2 if major < 15 else here - 1)
    assert says.split(".")[0].replace(str(major), str(here)) in found(heading)


@pytest.mark.django_db(transaction=True)
def test_clocks_that_differ_are_told_with_how_far():
    if connection.vendor != "postgresql":
        return
    with clock.moved(dt.timedelta(seconds=90)):
        assert "90 s apart" in found("WRONG")


@pytest.mark.django_db(transaction=True)
def test_a_desk_that_is_served_while_nobody_does_its_work_is_told():
    if connection.vendor != "postgresql":
        return
    assert "`commondesk work`" not in found("note") + found("good"), "before anything runs nothing is amiss"
    Pulse("all", lambda: None).beat()
    assert "`commondesk work` does not run" in found("note")
    Pulse("work", lambda: None).beat()
    assert "`commondesk work` runs" in found("good")


def check(desk: ServedDesk, **settings: str) -> str:
    environment = desk.environment | {f"COMMONDESK_{name}": value for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-m", "commondesk", "check"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    ).stdout  # fmt: skip


@pytest.mark.postgres
def test_a_pooler_that_carries_no_wakes_is_found_and_the_way_around_it_is_good(
    tmp_path: Path, cluster: postgres.Cluster
) -> None:
    direct = cluster.create("pooled")
    desk = ServedDesk(tmp_path, direct)
    with pooler(cluster, "pooled", "transaction") as through:
        told = check(desk, DATABASE_URL=through)
        assert "WRONG  What was said on the bus was not heard." in told
        assert "set COMMONDESK_LISTEN_URL to PostgreSQL itself" in told
        told = check(desk, DATABASE_URL=through, LISTEN_URL=direct)
        assert "WRONG" not in told, told
        assert "another hears" in told
    with pooler(cluster, "pooled", "transaction", ignoring="extra_float_digits") as through:
        told = check(desk, DATABASE_URL=through)
        assert "say so: set COMMONDESK_LISTEN_URL" in told, told
        assert "WRONG" not in check(desk, DATABASE_URL=through, LISTEN_URL=direct)
    told = check(desk, LISTEN_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert "WRONG  The bus cannot be listened to" in told
