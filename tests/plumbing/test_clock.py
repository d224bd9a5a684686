from datetime import UTC, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from commondesk.plumbing import clock

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _true_time_afterwards():
    yield
    clock.reset()


def test_now_is_aware_and_in_utc():
    assert clock.now().tzinfo is UTC


def test_moves_add_up_and_reset_undoes_them():
    before = clock.now()
    clock.move(HOUR)
    clock.move(HOUR)
    assert clock.now() - before >= 2 * HOUR
    clock.reset()
    assert clock.now() - before < HOUR


def test_moved_shifts_inside_the_with_only_also_after_an_error():
    before = clock.now()
    with pytest.raises(ZeroDivisionError), clock.moved(-HOUR):
        _ = 1 / int(clock.now() > before)
    assert before <= clock.now() < before + HOUR


def test_sqlite_has_no_clock_of_its_own():
    connection = cast("BaseDatabaseWrapper", SimpleNamespace(vendor="sqlite"))
    assert clock.database_offset(connection) == timedelta(0)


def test_a_database_that_is_an_hour_ahead_is_seen():
    offset = clock.database_offset(cast("BaseDatabaseWrapper", AheadDatabase()))
    assert abs(offset - HOUR) < timedelta(minutes=1)


class AheadDatabase:
    vendor = "postgresql"

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def execute(self, sql):
        assert sql == "SELECT clock_timestamp()"

    def fetchone(self):
        return [clock.now() + HOUR]
