"""What could not be sent: tried again or given up by a person, emptied after a week."""

import datetime as dt

import pytest

from commondesk.outbox import delivery, unsent
from commondesk.outbox.delivery import Delivery, State
from commondesk.outbox.unsent import KEPT, LONGEST_WAIT
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Invalid, NotVisible

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def failed(now):
    delivery.add("email", "messages:1:2", "pia@example.org", {"body": "Hello"}, now)
    row = delivery.take(now)
    delivery.refused(row, "550 no such person")
    row.refresh_from_db()
    return row


def test_what_failed_is_tried_anew_with_all_its_tries(failed, now):
    unsent.try_now(failed)
    taken = delivery.take(clock.now())
    assert (taken.tries, taken.to, taken.content, taken.trouble) == (
        1,
        "pia@example.org",
        {"body": "Hello"},
        "",
    )
    assert taken.ended_at is None


def test_what_waits_for_its_next_try_is_tried_now(now):
    delivery.add("email", "messages:1:2", "pia@example.org", {}, now)
    row = delivery.take(now)
    delivery.try_again(row, "451 later")
    row.refresh_from_db()
    assert delivery.take(clock.now()) is None
    unsent.try_now(row)
    assert delivery.take(clock.now()) == row


def test_what_is_given_up_keeps_nothing_and_is_never_sent(failed):
    unsent.give_up(failed)
    failed.refresh_from_db()
    assert (failed.state, failed.to, failed.content) == (State.FAILED, "", {})
    with pytest.raises(Invalid):
        unsent.try_now(failed)


def test_what_nobody_can_tell_stays_so_when_it_is_given_up(now):
    delivery.add("email", "messages:1:2", "pia@example.org", {}, now)
    row = delivery.take(now)
    delivery.nobody_knows(row, "silence")
    row.refresh_from_db()
    unsent.give_up(row)
    assert row.state == State.UNKNOWN


@pytest.mark.parametrize("act", [unsent.try_now, unsent.give_up])
@pytest.mark.parametrize("is_sent", [True, False])
def test_what_leaves_or_has_left_is_not_touched(now, act, is_sent):
    delivery.add("email", "messages:1:2", "pia@example.org", {}, now)
    row = delivery.take(now)
    if is_sent:
        delivery.sent(row)
    with pytest.raises(Invalid):
        act(unsent.locked(row.pk))
    assert Delivery.objects.get().state == (State.SENT if is_sent else State.SENDING)


def test_after_a_week_neither_address_nor_text_is_kept(failed):
    assert unsent.empty_old(failed.ended_at + KEPT - SECOND) == 0
    assert unsent.empty_old(failed.ended_at + KEPT + SECOND) == 1
    failed.refresh_from_db()
    assert (failed.to, failed.content, failed.trouble) == ("", {}, "550 no such person")
    assert unsent.empty_old(failed.ended_at + KEPT + SECOND) == 0


def test_what_nothing_carried_for_30_days_has_failed_and_is_emptied(now):
    row = delivery.add("email", "messages:1:2", "pia@example.org", {"body": "Hello"}, now)
    assert unsent.empty_old(now + LONGEST_WAIT - SECOND) == 0
    assert unsent.empty_old(now + LONGEST_WAIT + SECOND) == 1
    row.refresh_from_db()
    assert (row.state, row.to, row.content, row.trouble) == (State.FAILED, "", {}, unsent.NO_CARRIER)


def test_an_unknown_number_is_not_there():
    with pytest.raises(NotVisible):
        unsent.locked(10**30)
