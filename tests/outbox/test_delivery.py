import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from commondesk.outbox import delivery
from commondesk.outbox.delivery import LEASE, MOST_TRIES, Delivery, State
from commondesk.plumbing import clock

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def now():
    return clock.now()


def written(now, key="messages:1:2", **fields):
    return delivery.add("email", key, "pia@example.org", {"body": "Hello"}, now, **fields)


def state(row):
    row.refresh_from_db()
    return row.state


def test_the_same_key_is_the_same_delivery(now):
    assert written(now) == written(now)
    assert Delivery.objects.count() == 1


def test_what_was_sent_keeps_neither_address_nor_text(now):
    written(now)
    row = delivery.take(now)
    delivery.sent(row)
    assert state(row) == State.SENT
    assert (row.to, row.content) == ("", {})
    assert row.ended_at is not None
    assert delivery.take(now + LEASE * 9) is None


def test_a_passing_trouble_is_tried_again_and_in_the_end_has_failed(now):
    row = written(now)
    for number in range(1, MOST_TRIES + 1):
        with clock.moved(dt.timedelta(hours=3) * number):
            taken = delivery.take(clock.now())
            assert (taken.state, taken.tries, taken.to) == (State.SENDING, number, "pia@example.org")
            delivery.try_again(taken, "451 later, please")
    assert state(row) == State.FAILED
    assert row.trouble == "451 later, please"


def test_a_final_no_is_not_tried_again(now):
    written(now)
    row = delivery.take(now)
    delivery.refused(row, "550 nobody of that name")
    assert state(row) == State.FAILED
    assert delivery.take(now + LEASE) is None


def test_a_worker_that_died_while_sending_leaves_an_unknown_outcome_that_is_never_repeated(now):
    written(now)
    row = delivery.take(now)
    assert delivery.give_up_lost_leases(now + LEASE - SECOND) == 0
    assert delivery.give_up_lost_leases(now + LEASE) == 1
    assert state(row) == State.UNKNOWN
    assert row.trouble
    delivery.sent(row)  # it comes back after all: what a person was shown stays
    assert state(row) == State.UNKNOWN
    assert delivery.take(now + LEASE * 9) is None


def test_an_erasure_stops_what_waits_and_empties_what_is_on_its_way(now):
    written(now, "messages:1:2", conversation_id=1)
    going = delivery.take(now)
    written(now, "messages:1:3", conversation_id=1)
    other = written(now, "messages:2:2", conversation_id=2)
    Delivery.objects.filter(pk=going.pk).update(trouble="said something")
    delivery.forget(1)
    assert not Delivery.objects.exclude(trouble="").exists()
    assert set(Delivery.objects.values_list("pk", "to")) == {(going.pk, ""), (other.pk, "pia@example.org")}


def test_what_goes_by_a_carrier_that_is_not_there_is_not_tried(now):
    row = written(now)
    other = delivery.add("hand", "hand:1", "Pia", {}, now)
    assert [delivery.take(now, ("email",)), delivery.take(now, ("email",))] == [other, None]
    assert (state(row), row.tries) == (State.WAITING, 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same(now):
    rows = [written(now, f"messages:{number}:2").pk for number in range(30)]

    def worker(_number):
        mine = []
        try:
            while row := delivery.take(now):
                mine.append(row.pk)
        finally:
            connection.close()
        return mine

    with ThreadPoolExecutor(4) as pool:
        taken = [pk for mine in pool.map(worker, range(4)) for pk in mine]
    assert sorted(taken) == sorted(rows)
