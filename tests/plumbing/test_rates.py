from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from commondesk.plumbing import clock
from commondesk.plumbing.rates import RateBucket, sweep, take, whole_seconds


@pytest.fixture(autouse=True)
def _limits_on(settings):
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"rate_limits": True})
    yield
    clock.reset()


@pytest.mark.django_db
def test_a_burst_passes_and_the_next_is_told_how_long_to_wait():
    assert [take("a", 3, 0.01) for _ in range(3)] == [0.0] * 3
    assert 90 < take("a", 3, 0.01) <= 100


@pytest.mark.django_db
def test_being_refused_costs_nothing():
    take("a", 1, 0.01)
    waits = [take("a", 1, 0.01) for _ in range(5)]
    assert waits == sorted(waits, reverse=True)
    with clock.moved(timedelta(seconds=100)):
        assert take("a", 1, 0.01) == 0.0


@pytest.mark.django_db
def test_tokens_grow_back_but_never_above_the_burst():
    take("a", 2, 1)
    with clock.moved(timedelta(hours=1)):
        assert [take("a", 2, 0.001) > 0 for _ in range(3)] == [False, False, True]


@pytest.mark.django_db
def test_neighbours_do_not_share_a_bucket():
    take("a", 1, 0.01)
    assert take("b", 1, 0.01) == 0.0


@pytest.mark.django_db
def test_a_clock_that_moved_back_empties_no_bucket():
    take("a", 5, 1)
    with clock.moved(timedelta(hours=-1)):
        assert take("a", 5, 1) == 0.0


@pytest.mark.django_db
def test_switched_off_nothing_is_counted(settings):
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"rate_limits": False})
    assert [take("a", 1, 0.01) for _ in range(3)] == [0.0] * 3
    assert not RateBucket.objects.exists()


@pytest.mark.django_db
def test_the_sweep_forgets_buckets_nobody_took_from_for_a_day():
    take("old", 1, 1)
    with clock.moved(timedelta(days=2)):
        take("new", 1, 1)
        assert sweep(clock.now()) == 1
    assert list(RateBucket.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_the_burst():
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(_take_and_hang_up, range(40)))
    assert waits.count(0.0) == 10


def _take_and_hang_up(_number):
    try:
        return take("a", 10, 0.0001)
    finally:
        connection.close()


@pytest.mark.parametrize(("wait", "seconds"), [(0.01, 1), (1.0, 1), (1.2, 2), (900, 900)])
def test_a_wait_is_rounded_up_for_the_header(wait, seconds):
    assert whole_seconds(wait) == seconds
