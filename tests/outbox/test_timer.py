import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from commondesk.outbox.backoff import LONGEST, backoff
from commondesk.outbox.timer import LEASE, Timer, cancel, done, failed, set_timer, take_due
from commondesk.plumbing import clock

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def now():
    return clock.now()


def test_a_timer_is_due_at_its_time_and_not_before(now):
    set_timer("remind", "remind:1", now + SECOND, {"code": "abc"})
    assert take_due(now) == []
    (timer,) = take_due(now + SECOND)
    assert (timer.kind, timer.data, timer.tries) == ("remind", {"code": "abc"}, 1)


def test_the_same_key_moves_it(now):
    set_timer("remind", "remind:1", now)
    set_timer("remind", "remind:1", now + SECOND)
    assert take_due(now) == []
    assert Timer.objects.count() == 1


def test_what_was_cancelled_never_happens(now):
    set_timer("remind", "remind:1", now)
    assert cancel("remind:1")
    assert not cancel("remind:1")
    assert take_due(now) == []


def test_the_longest_due_comes_first(now):
    for seconds in (1, 3, 2):
        set_timer("remind", f"remind:{seconds}", now - seconds * SECOND)
    assert [timer.key for timer in take_due(now, limit=2)] == ["remind:3", "remind:2"]


def test_what_one_worker_took_no_other_gets_until_the_lease_runs_out(now):
    set_timer("remind", "remind:1", now)
    (first,) = take_due(now)
    assert take_due(now + LEASE - SECOND) == []
    (taken_over,) = take_due(now + LEASE)
    assert taken_over.tries == 2
    done(first)  # the one thought dead comes back: it no longer has a say
    assert Timer.objects.exists()
    done(taken_over)
    assert not Timer.objects.exists()


def test_a_failure_is_kept_in_words_and_tried_again_later(now):
    set_timer("remind", "remind:1", now)
    (timer,) = take_due(now)
    failed(timer, "the disk is full " * 40, now)
    assert take_due(now + backoff(1) - SECOND) == []
    (again,) = take_due(now + backoff(1))
    assert again.trouble.startswith("the disk is full")


def test_moved_while_it_runs_it_runs_again(now):
    set_timer("remind", "remind:1", now)
    (running,) = take_due(now)
    set_timer("remind", "remind:1", now + SECOND)
    done(running)
    assert [timer.key for timer in take_due(now + SECOND)] == ["remind:1"]


def test_waits_grow_to_two_hours_and_no_further():
    waits = [backoff(tries) for tries in range(60)]
    assert waits == sorted(waits)
    assert (waits[1], waits[-1]) == (dt.timedelta(seconds=30), LONGEST)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same(now):
    keys = [f"remind:{number}" for number in range(40)]
    for key in keys:
        set_timer("remind", key, now)

    def worker(_number):
        mine = []
        try:
            while taken := take_due(now, limit=3):
                mine += [timer.key for timer in taken]
        finally:
            connection.close()
        return mine

    with ThreadPoolExecutor(4) as pool:
        taken = [key for mine in pool.map(worker, range(4)) for key in mine]
    assert sorted(taken) == sorted(keys)
