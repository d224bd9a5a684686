"""A move that is killed, refused, or meddled with: nothing is lost, nothing is half moved and served."""

from __future__ import annotations

import random
import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from commondesk.moving.target import Target
from commondesk.plumbing.sqlite.one_server import data_dir_lock
from tests import postgres
from tests.moving.conftest import MovingDesk

pytestmark = pytest.mark.sqlite  # each is an installation of its own, which brings its PostgreSQL along

KILLED = -9
# Every step at which the two databases know different things.
PLACES = (
    "beginning:structure.take_away",
    "source:Source.note",
    "target:Target.add*9",
    "target:Target.note*30",
    "command:structure.make_again",
    "command:compare",
    "command:replace",
    "target:Target.forget",
)


@pytest.fixture(scope="module")
def tables_made(seeded: MovingDesk, cluster: postgres.Cluster) -> str:
    """The name of a database in which a move broke off before its first row."""
    name = f"made_{uuid4().hex[:12]}"
    assert seeded.move(cluster.create(name), dies="beginning:_refuse_unfit").returncode == KILLED
    return name


@pytest.fixture
def fresh(tables_made: str, cluster: postgres.Cluster) -> Callable[[], str]:
    """Makes such a database, quicker than `commondesk migrate`."""

    def make() -> str:
        name = f"move_{uuid4().hex[:12]}"
        with psycopg.connect(cluster.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {tables_made}")
        return cluster.url(name)

    return make


@pytest.mark.faults
def test_it_goes_on_wherever_it_was_killed(desk: MovingDesk, fresh: Callable[[], str]) -> None:
    before, url = desk.tables(), fresh()
    for place in PLACES:
        assert desk.move(url, dies=place).returncode == KILLED, place
        not_served_there(desk, url)
    done = desk.move(url, dies="nowhere")
    assert done.returncode == 0, done.stderr
    assert "goes on where it was" in done.stdout
    desk.works_on(url)
    assert desk.tables() == before
    assert desk.run("check").returncode == 0


@pytest.mark.faults
def test_it_goes_on_after_many_kills_at_any_moment(desk: MovingDesk, fresh: Callable[[], str]) -> None:
    before, url, seed = desk.tables(), fresh(), random.randrange(1_000_000)
    chance = random.Random(seed)
    for _ in range(6):
        done = desk.move(url, dies=f"{chance.uniform(0.3, 4.0):.2f}")
        if done.returncode != KILLED:
            break
    if done.returncode == KILLED:
        done = desk.move(url)
    # Killed in its very last steps, it has moved already.
    assert done.returncode == 0 or "has moved" in done.stderr, (seed, done.stderr)
    desk.works_on(url)
    assert desk.tables() == before, seed


@pytest.mark.faults
def test_it_goes_on_after_postgresql_was_killed(
    desk: MovingDesk, fresh: Callable[[], str], cluster: postgres.Cluster
) -> None:
    before, url = desk.tables(), fresh()
    with desk.moving(url, waits_at="target:Target.add*20") as moving:
        cluster.kill()
        cluster.start()
        moving.send_signal(signal.SIGCONT)
        _, said = moving.communicate()
    assert (moving.returncode, "it goes on where it was" in said) == (2, True), said
    assert "Traceback" not in said
    done = desk.move(url)
    assert done.returncode == 0, done.stderr
    desk.works_on(url)
    assert desk.tables() == before


def test_who_migrates_a_database_that_is_half_filled_is_refused_and_the_move_goes_on(
    desk: MovingDesk, fresh: Callable[[], str]
) -> None:
    before, url = desk.tables(), fresh()
    assert desk.move(url, dies="target:Target.add*1").returncode == KILLED
    refused = desk.run_on(url, "migrate")
    assert (refused.returncode, "not all of it" in refused.stderr) == (2, True), refused.stderr
    done = desk.move(url)
    assert done.returncode == 0, done.stderr
    assert desk.run_on(url, "migrate").returncode == 0
    desk.works_on(url)
    assert desk.tables() == before


def test_a_server_that_is_tired_of_silent_connections_does_not_end_a_move(
    fresh: Callable[[], str], cluster: postgres.Cluster
) -> None:
    url = fresh()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {connection.info.dbname} SET idle_session_timeout = '200ms'")
    with Target(url) as target:
        time.sleep(1)  # the file is read
        assert target.encoding == "UTF8"


def test_a_row_that_was_changed_meanwhile_is_found(desk: MovingDesk, fresh: Callable[[], str]) -> None:
    url = fresh()
    assert desk.move(url, dies="command:compare").returncode == KILLED
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE commondesk_event SET at = at + interval '1 microsecond' WHERE id = 1000")
        connection.execute("DELETE FROM commondesk_rating WHERE id = (SELECT max(id) FROM commondesk_rating)")
    desk.change("UPDATE commondesk_library SET notes_for_staff = 'ring twice' WHERE slug = 'ames'")
    found = desk.move(url)
    assert found.returncode == 2
    assert "commondesk_event: 1,287 rows here, 1,287 there; DIFFERENT from 1000 on" in found.stdout
    assert "commondesk_rating: 49 rows here, 48 there" in found.stdout
    assert "commondesk_event, commondesk_library, commondesk_rating" in found.stderr
    not_served_there(desk, url)
    here = desk.run("serve", "--port", str(desk.port))
    assert (here.returncode, "is being moved" in here.stderr) == (2, True), here.stderr
    # As it says: into another database, it begins afresh.
    again = desk.move(fresh())
    assert again.returncode == 0, again.stderr


def test_what_postgresql_cannot_hold_is_told_by_table_and_id_and_mended_on_demand(
    desk: MovingDesk, fresh: Callable[[], str]
) -> None:
    url = fresh()
    desk.change("UPDATE commondesk_event SET body = ? WHERE id = 7", "a\x00b")
    desk.change("UPDATE commondesk_event SET data = ? WHERE id = 8", '{"said": "\\ud83d \\u0000"}')
    desk.change("UPDATE commondesk_librarian SET shown_name = ? WHERE id = 1", "Ines" * 20)
    desk.change("UPDATE commondesk_conversation SET topic = CAST(? AS TEXT) WHERE id = 2", b"\xff")
    refused = desk.move(url)
    assert refused.returncode == 2
    for told in (
        "commondesk_event 7: body holds a character",
        "commondesk_event 8: data holds a character",
        "commondesk_librarian 1: shown_name is longer than 60 characters",
        "commondesk_conversation 2: topic holds a character",
    ):
        assert told in refused.stdout
    assert "4 values would be refused" in refused.stderr
    assert "--mend" in refused.stderr
    desk.start()  # nothing has moved
    assert desk.stop() == 0
    assert desk.move(url, "--mend", dies="target:Target.add*30").returncode == KILLED
    done = desk.move(url)  # that it mends is not forgotten
    assert done.returncode == 0, done.stderr
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT body, data->>'said' FROM commondesk_event WHERE id IN (7, 8) ORDER BY id"
        )
        (body, _), (_, said) = rows.fetchall()
    assert (body, said) == ("a\ufffdb", "\ufffd \ufffd")
    connection = sqlite3.connect(desk.file)
    assert connection.execute("SELECT body FROM commondesk_event WHERE id = 7").fetchone() == ("a\x00b",)
    connection.close()


def test_what_nobody_can_mend_is_refused(desk: MovingDesk, fresh: Callable[[], str]) -> None:
    url = fresh()
    desk.change("UPDATE commondesk_delivery SET tries = 40000")
    desk.change("UPDATE commondesk_rating SET conversation_id = 987654 WHERE id = 1")
    refused = desk.move(url, "--mend")
    assert refused.returncode == 2
    assert "tries is no whole number between -32768 and 32767" in refused.stdout
    assert (
        "commondesk_rating 1: speaks of a row of commondesk_conversation that is not there" in refused.stdout
    )
    assert "cannot be mended" in refused.stderr
    assert "is being moved" not in desk.run("check").stdout


def test_a_served_desk_and_a_second_move_are_refused(desk: MovingDesk, fresh: Callable[[], str]) -> None:
    url = fresh()
    with data_dir_lock(desk.folder):
        assert "already running" in desk.move(url).stderr
        assert "already running" in desk.run("move", "--back").stderr
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [0x636F6D6D6F6E6D76])
        assert "Another `commondesk move` works on" in desk.move(url).stderr


def test_what_is_no_empty_database_of_ours_is_refused_and_left_alone(
    desk: MovingDesk, fresh: Callable[[], str], cluster: postgres.Cluster, tmp_path: Path
) -> None:
    theirs, ascii_only = cluster.create(f"theirs_{uuid4().hex[:8]}"), f"ascii_{uuid4().hex[:8]}"
    with psycopg.connect(theirs) as connection:
        connection.execute("CREATE TABLE books (title text)")
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {ascii_only} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    half = fresh()
    assert desk.move(half, dies="target:Target.add*9").returncode == KILLED
    assert desk.run("move", "--back").returncode == 0
    for url, says in (
        (theirs, "is not empty: it holds books"),
        (half, "holds a part of another move"),
        (cluster.url(ascii_only), "keeps its texts as SQL_ASCII"),
        ("postgres://nobody@127.0.0.1:1/nothing", "Is it running"),
        ("mysql://desk@127.0.0.1/desk", "--to must look like postgres://"),
        (f"sqlite:///{tmp_path}/other.sqlite3", "--to must look like postgres://"),
        ("nonsense", "--to must look like postgres://"),
    ):
        refused = desk.move(url)
        assert (refused.returncode, says in refused.stderr) == (2, True), refused.stderr
        assert "Traceback" not in refused.stderr
    desk.start()  # nothing has moved
    with psycopg.connect(theirs) as connection:
        names = connection.execute("SELECT relname FROM pg_class WHERE relname LIKE 'commondesk%'").fetchall()
    assert names == []


def test_a_source_that_cannot_be_moved_is_refused(desk: MovingDesk, fresh: Callable[[], str]) -> None:
    url = fresh()
    desk.works_on(url)
    assert "a desk is moved from its SQLite file" in desk.move(url).stderr
    desk.works_on(f"sqlite:///{desk.folder}/none.sqlite3")
    assert "There is no desk in" in desk.move(url).stderr
    assert not (desk.folder / "none.sqlite3").exists()
    desk.works_on("")
    assert "is not moving" in desk.run("move", "--back").stderr
    desk.change("CREATE TABLE commondesk_noted (text text)")
    assert "do not have the same tables and columns: commondesk_noted" in desk.move(url).stderr
    desk.change("DROP TABLE commondesk_noted")
    desk.change(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('commondesk', '9999', '2030-01-01')"
    )
    assert "different versions of Commondesk" in desk.move(url).stderr
    last = "SELECT id FROM django_migrations WHERE app = 'commondesk' ORDER BY name DESC LIMIT 3"
    desk.change(f"DELETE FROM django_migrations WHERE id IN ({last})")  # that one, and two of ours
    assert "lacks 2 changes of this version" in desk.move(url).stderr


def not_served_there(desk: MovingDesk, url: str) -> None:
    refused = desk.run_on(url, "serve", "--port", str(desk.port))
    assert (refused.returncode, "not all of it" in refused.stderr) == (2, True), refused.stderr
