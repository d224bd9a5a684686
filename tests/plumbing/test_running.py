"""Which processes run, and since when: a gap, or a clock that jumps, begins the count anew."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from commondesk import work
from commondesk.plumbing import clock, running
from commondesk.plumbing.running import Pulse, RunningProcess

SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _true_time_afterwards():
    yield
    clock.reset()


def runs(*pulses: Pulse, seconds: int) -> None:
    """Time passes while these beat as they do."""
    for _ in range(seconds // 5):
        clock.move(5 * SECOND)
        for pulse in pulses:
            pulse.beat()


def is_served_since(seconds: int) -> bool:
    return running.served_since(clock.now() - seconds * SECOND)


def pulse(role: str) -> Pulse:
    made = Pulse(role, lambda: None)
    made.beat()
    return made


def test_one_process_that_does_all_serves_from_its_start():
    desk = pulse("all")
    assert not is_served_since(30)
    runs(desk, seconds=60)
    assert is_served_since(30)


def test_streams_without_pages_are_no_desk_where_somebody_could_give_a_sign():
    line = pulse("line")
    runs(line, seconds=60)
    assert not is_served_since(30)
    pages = pulse("pages")
    runs(line, pages, seconds=60)
    assert is_served_since(30)


def test_one_of_two_lines_is_enough():
    line, other, pages = pulse("line"), pulse("line"), pulse("pages")
    runs(line, other, pages, seconds=30)
    runs(other, pages, seconds=30)
    assert is_served_since(45)


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1), 20 * SECOND])
def test_after_a_gap_or_a_jump_of_the_clock_the_count_begins_anew(jump: timedelta):
    desk = pulse("all")
    runs(desk, seconds=120)
    clock.move(jump)
    assert not is_served_since(30) or jump < timedelta(0)
    desk.beat()
    assert not is_served_since(30)
    runs(desk, seconds=60)
    assert is_served_since(30)


def test_a_database_that_is_away_for_longer_is_a_gap_however_quickly_it_says_no():
    desk = pulse("all")
    runs(desk, seconds=120)
    with connection.execute_wrapper(says_no):
        for _ in range(12):
            with pytest.raises(OperationalError):
                runs(desk, seconds=5)
    desk.beat()
    assert not is_served_since(30)
    runs(desk, seconds=60)
    assert is_served_since(30)


def says_no(*_: object) -> None:
    raise OperationalError("connection refused")


@pytest.mark.django_db(transaction=True)
def test_a_pulse_goes_on_whatever_it_was_that_failed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "EVERY", 0.05)
    fails = [ValueError("nobody thought of this")]

    def lost_since() -> None:
        if fails:
            raise fails.pop()

    desk = Pulse("all", lost_since)
    desk.start()
    end = time.monotonic() + 30
    while not RunningProcess.objects.filter(name=desk.name).exists():
        assert time.monotonic() < end, "it has not gone on"
        time.sleep(0.02)
    desk.stop()
    desk._thread.join()
    assert not RunningProcess.objects.filter(name=desk.name).exists()


def test_nobody_counts_as_gone_while_they_could_not_say_that_they_are_there(transactional_db: None):
    ran: list[object] = []
    job = work.Job("patrons", ran.append, 5.0, first=30.0, by_signs=True)
    desk = pulse("all")
    work._run(job)
    assert ran == []
    runs(desk, seconds=60)
    work._run(job)
    assert len(ran) == 1


def test_the_bus_is_lost_as_long_as_one_who_runs_says_so():
    lost = clock.now()
    pulse("line")
    Pulse("line", lambda: lost).beat()
    assert running.bus_lost_since() == lost
    clock.move(timedelta(minutes=1))
    assert running.bus_lost_since() is None


def test_those_that_left_without_a_word_are_forgotten():
    pulse("line")
    clock.move(timedelta(hours=2))
    running.forget(clock.now())
    assert not RunningProcess.objects.exists()


def test_all_go_by_the_databases_clock():
    clock.move(timedelta(hours=1))
    running.agree_on_the_time()
    clock.move(timedelta(hours=-1))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (told,) = cursor.fetchone()
        assert abs(clock.now() - told) < 5 * SECOND
