"""What is erased leaves the very files of the database, not only its tables (SQLite)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from commondesk import work
from commondesk.desk.searching import index_recent, index_the_rest
from commondesk.outbox.timer import Timer
from commondesk.plumbing import clock, search
from commondesk.plumbing.search.row import Text, keep
from commondesk.privacy import wiping
from commondesk.privacy.erasure import erase
from commondesk.privacy.retention import retire
from tests.cast import Cast, make_asked
from tests.privacy.told import days, tell_everything, traces

# As the index has them; it writes only the end of a word that begins like the one before it.
INDEXED = ("zebedee", "marble", "forgotten", "grave", "buried", "farewell")


def files() -> bytes:
    """Every byte of the database: its file, and the write-ahead log beside it."""
    name = str(connection.settings_dict["NAME"])
    return b"".join(path.read_bytes() for path in (Path(name), Path(f"{name}-wal")) if path.exists()).lower()


def left(words: dict[str, str]) -> set[str]:
    held = files()
    return {name for name, word in words.items() if word.lower().encode() in held}


def work_for(minutes: float, times: int = 50) -> None:
    """Timers that fall due until then, as `work` would run them every second."""
    for _each in range(times):
        work.run_timers(clock.now() + days(minutes / 24 / 60))


@pytest.fixture
def told(open_cast: Cast) -> str:
    """Everything of one patron among a few hundred others, as the job has read it; the code."""
    code = tell_everything(open_cast).conversation.code
    index_the_rest(clock.now())
    for number in range(1, 300):
        keep([Text(1_000_000 + number, search.words_of(f"Parcel {number} of zeal"), 1)])
    return code


pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


def left_of_it() -> set[str]:
    return left({**traces(), **{word: word for word in INDEXED}})


def test_before_it_is_erased_all_of_it_stands_there(told: str) -> None:
    assert {*traces(), *INDEXED} - left_of_it() == set()


def test_an_erasure_leaves_no_byte_of_it_once_the_job_has_worked(told: str) -> None:
    erase(told)
    assert left_of_it() != set()
    work_for(minutes=10)
    assert left_of_it() == set()
    assert not Timer.objects.filter(kind__in=(wiping.BEGIN, wiping.GO_ON)).exists()
    assert search.newest(["zeal"], (), 2**62, 3) == [1_000_299, 1_000_298, 1_000_297]


def test_retention_leaves_no_byte_of_it_either(told: str) -> None:
    retire(clock.now() + days(181))
    work_for(minutes=10)
    assert left_of_it() == set()


def test_what_is_erased_while_it_works_is_wiped_by_the_next_turn(told: str) -> None:
    other = make_asked("An unforgettable quokka").conversation.code
    index_recent(clock.now())
    erase(told)
    wiping.begin({})
    erase(other)
    work_for(minutes=20)
    assert left_of_it() | left({"quokka": "quokka"}) == set()


def test_a_reader_in_the_way_only_delays_it(told: str) -> None:
    erase(told)
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM commondesk_event").fetchone()
        work_for(minutes=10, times=5)
        assert Timer.objects.filter(kind=wiping.GO_ON).exists()
    work_for(minutes=10)
    assert left_of_it() == set()
