from datetime import UTC, timedelta

import pytest

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


def test_a_time_that_was_told_goes_on_by_the_clock_that_never_jumps(monkeypatch):
    steady = 100.0
    monkeypatch.setattr(clock.time, "monotonic", lambda: steady)
    told = clock.now() - 24 * HOUR
    clock.agree(told, steady)
    steady += 60
    assert clock.now() == told + timedelta(seconds=60)
    clock.reset()
    assert clock.now() - told > 23 * HOUR
