import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import ConnectionHandler, IntegrityError, OperationalError, transaction

from commondesk.plumbing.sqlite.cursor import is_write


@pytest.fixture
def options():
    """What a test wants in DATABASES; override it in the test's module or by parametrize."""
    return {}


@pytest.fixture
def database(tmp_path, options, monkeypatch, django_db_blocker):
    """A file of the test's own, reached by `database["default"]` and by `atomic()`; a connection a thread."""
    settings = {"ENGINE": "commondesk.plumbing.sqlite", "NAME": tmp_path / "desk.sqlite3", "OPTIONS": options}
    handler = ConnectionHandler({"default": settings})
    monkeypatch.setattr("django.db.transaction.connections", handler)
    with django_db_blocker.unblock():
        yield handler
        handler["default"].close()


@pytest.fixture
def connection(database):
    connection = database["default"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE line (number INTEGER PRIMARY KEY, body TEXT UNIQUE)")
    return connection


@pytest.fixture
def elsewhere(database):
    """Run a function in a thread of its own, whose connection is closed afterwards; gives back the thread."""
    threads = []

    def start(target, *args):
        def run():
            try:
                target(*args)
            finally:
                database["default"].close()

        thread = threading.Thread(target=run, daemon=True)
        threads.append(thread)
        thread.start()
        return thread

    yield start
    if transaction.get_connection().in_atomic_block:
        raise AssertionError("a test left its transaction open")
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def write(connection, body):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO line (body) VALUES (%s)", [body])


def bodies(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM line ORDER BY number")
        return [body for (body,) in cursor.fetchall()]


def stands_in_line(gate, count):
    while gate.waiting < count:
        time.sleep(0.001)


def is_free(connection):
    return not connection.gate.is_held_by(connection)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("synchronous", 2),
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("busy_timeout", 5000),
        ("secure_delete", 1),
    ],
)
def test_every_connection_is_durable_and_strict(connection, pragma, value):
    with connection.cursor() as cursor:
        assert cursor.execute(f"PRAGMA {pragma}").fetchone() == (value,)


@pytest.mark.parametrize("options", [{"init_command": "PRAGMA synchronous = NORMAL"}])
def test_an_installation_that_lowers_synchronous_is_refused_in_words(database):
    with pytest.raises(ImproperlyConfigured, match="could be lost"):
        database["default"].ensure_connection()


@pytest.mark.parametrize("options", [{"init_command": "PRAGMA journal_mode = DELETE"}])
def test_a_journal_other_than_wal_is_refused_in_words(database):
    with pytest.raises(ImproperlyConfigured, match="local disk"):
        database["default"].ensure_connection()


@pytest.mark.parametrize("options", [{"transaction_mode": "DEFERRED"}])
def test_an_atomic_block_holds_the_write_lock_from_its_first_moment(connection, elsewhere):
    with transaction.atomic():
        other = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
        tried = subprocess.run(
            [sys.executable, "-c", other, connection.settings_dict["NAME"]],
            capture_output=True,
            text=True,
            check=False,
        )
    assert "database is locked" in tried.stderr


def test_writers_of_eight_threads_are_served_in_order_of_arrival(connection, elsewhere):
    def claim(number):
        with transaction.atomic():
            write(transaction.get_connection(), f"verb {number}")

    def post(number):
        write(transaction.get_connection(), f"single {number}")

    with transaction.atomic():
        for number in range(8):
            elsewhere(post if number % 2 else claim, number)
            stands_in_line(connection.gate, number + 1)
    with transaction.atomic():  # the last in line: all before it were served
        pass
    assert bodies(connection) == [f"{'single' if number % 2 else 'verb'} {number}" for number in range(8)]


def test_nothing_is_lost_when_many_threads_write_at_once(connection, elsewhere):
    def post_some(writer):
        for number in range(50):
            with transaction.atomic():
                write(transaction.get_connection(), f"{writer}:{number}")

    threads = [elsewhere(post_some, writer) for writer in range(8)]
    for thread in threads:
        thread.join(60)
    found = bodies(connection)
    assert len(found) == 400
    for writer in range(8):
        mine = [body for body in found if body.startswith(f"{writer}:")]
        assert mine == [f"{writer}:{number}" for number in range(50)]


def test_reads_pass_while_somebody_writes(connection, elsewhere):
    write(connection, "first")
    seen = []
    with transaction.atomic():
        write(connection, "second")
        elsewhere(lambda: seen.append(bodies(transaction.get_connection()))).join(60)
    assert seen == [["first"]]


@pytest.mark.parametrize("options", [{"gate_timeout": 0.05}])
def test_who_waits_too_long_hears_what_sqlite_itself_would_say(connection, elsewhere):
    heard = []

    def try_to_write():
        try:
            write(transaction.get_connection(), "late")
        except OperationalError as error:
            heard.append(str(error))

    def try_to_begin():
        try:
            with transaction.atomic():
                raise AssertionError("this must not be reached")
        except OperationalError as error:
            heard.append(str(error))

    with transaction.atomic():
        elsewhere(try_to_write).join(60)
        elsewhere(try_to_begin).join(60)
    assert heard == ["database is locked"] * 2
    write(connection, "afterwards")


def test_savepoints_stay_inside_their_transaction(connection):
    with transaction.atomic():
        write(connection, "kept")
        with pytest.raises(IntegrityError), transaction.atomic():
            write(connection, "kept")
        assert connection.gate.is_held_by(connection)
        with transaction.atomic():
            write(connection, "also kept")
        assert connection.gate.is_held_by(connection)
    assert is_free(connection)
    assert bodies(connection) == ["kept", "also kept"]


def test_a_transaction_that_fails_leaves_the_gate(connection):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(connection, f"never {1 / 0}")
    assert is_free(connection)
    assert bodies(connection) == []


def test_a_commit_that_fails_leaves_the_gate_and_the_connection_works_on(connection):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE mark (line INTEGER REFERENCES line (number) DEFERRABLE INITIALLY DEFERRED)"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute("INSERT INTO mark VALUES (77)")
    assert is_free(connection)
    write(connection, "afterwards")
    assert bodies(connection) == ["afterwards"]


def test_a_begin_that_fails_leaves_the_gate(connection, monkeypatch):
    monkeypatch.setattr(connection, "transaction_mode", "NONSENSE")
    with pytest.raises(OperationalError, match="syntax error"), transaction.atomic():
        pass
    assert is_free(connection)


def test_a_single_write_that_fails_leaves_the_gate(connection):
    write(connection, "once")
    with pytest.raises(IntegrityError):
        write(connection, "once")
    assert is_free(connection)


def test_closing_inside_a_transaction_rolls_back_and_leaves_the_gate(connection, elsewhere):
    with transaction.atomic():
        write(connection, "never")
        cursor = connection.cursor()
        cursor.execute("SELECT * FROM line")
        connection.close()
        elsewhere(lambda: write(transaction.get_connection(), "other")).join(60)
        with pytest.raises(transaction.TransactionManagementError):
            cursor.execute("INSERT INTO line (body) VALUES ('late')")
        assert is_free(connection)
    assert bodies(connection) == ["other"]


def test_a_transaction_the_database_ended_by_itself_leaves_the_gate_at_the_end_of_the_block(connection):
    write(connection, "once")
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute("INSERT OR ROLLBACK INTO line (body) VALUES ('once')")
    assert is_free(connection)
    write(connection, "afterwards")


def test_a_thread_that_ends_inside_a_transaction_stops_nobody(connection, database):
    def begin_and_die():
        transaction.atomic().__enter__()
        write(transaction.get_connection(), "never")

    thread = threading.Thread(target=begin_and_die)
    thread.start()
    thread.join(60)
    write(connection, "afterwards")
    assert bodies(connection) == ["afterwards"]


def test_rows_given_back_by_a_write_are_read_after_the_gate_was_left(connection):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO line (body) VALUES ('a'), ('b'), ('c'), ('d') RETURNING body")
        assert is_free(connection)
        assert cursor.fetchone() == ("a",)
        assert cursor.fetchmany(1) == [("b",)]
        assert list(cursor) == [("c",), ("d",)]
        assert cursor.fetchone() is None
        assert cursor.execute("SELECT count(*) FROM line").fetchall() == [(4,)]


def test_many_rows_at_once_are_one_turn(connection):
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO line (body) VALUES (%s)", [["a"], ["b"]])
    assert is_free(connection)
    assert bodies(connection) == ["a", "b"]


def test_transactions_begun_by_hand_hold_the_gate_too(connection):
    with connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        assert connection.gate.is_held_by(connection)
        cursor.execute("COMMIT")
    assert is_free(connection)


def test_without_autocommit_the_gate_is_held_from_the_first_write_to_commit(connection):
    transaction.set_autocommit(False)
    assert is_free(connection)
    write(connection, "a")
    assert connection.gate.is_held_by(connection)
    transaction.commit()
    assert is_free(connection)
    transaction.set_autocommit(True)


def test_what_runs_on_commit_finds_the_gate_free(connection, elsewhere):
    def write_there():
        write(transaction.get_connection(), "woken")

    with transaction.atomic():
        write(connection, "verb")
        transaction.on_commit(
            lambda: elsewhere(lambda: write(transaction.get_connection(), "woken")).join(60)
        )
    assert bodies(connection) == ["verb", "woken"]


KILLED = """
    import os, signal, sys
    from django.conf import settings
    settings.configure(DATABASES={"default": {"ENGINE": "commondesk.plumbing.sqlite", "NAME": sys.argv[1]}})
    from django.db import connection, transaction
    for number in range(20):
        with transaction.atomic():
            connection.cursor().execute("INSERT INTO line (body) VALUES (%s)", [f"acknowledged {number}"])
    with transaction.atomic():
        connection.cursor().execute("INSERT INTO line (body) VALUES ('never acknowledged')")
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_is_killed_loses_nothing_it_acknowledged_and_locks_nobody_out(connection):
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(connection.settings_dict["NAME"])]
    done = subprocess.run(command, cwd=Path(__file__).parents[3], check=False, timeout=120)
    assert done.returncode == -9
    write(connection, "afterwards")
    assert bodies(connection) == [f"acknowledged {number}" for number in range(20)] + ["afterwards"]


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO a VALUES (1)",
        "  \n update a set b = 1",
        "Delete FROM a",
        "REPLACE INTO a VALUES (1)",
        "WITH old AS (SELECT 1) DELETE FROM a",
        "CREATE TABLE a (b)",
        "BEGIN IMMEDIATE",
    ],
)
def test_writes_are_known(query):
    assert is_write(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "WITH a AS (SELECT updated_at FROM b) SELECT * FROM a",
        "PRAGMA user_version",
        "EXPLAIN DELETE FROM a",
    ],
)
def test_reads_are_known(query):
    assert not is_write(query)
