"""How things stand is said honestly: before asking, while waiting, late, and when nobody is there."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from commondesk.channels.email import carrier
from commondesk.desk.claiming import claim
from commondesk.plumbing import clock
from commondesk.schedule.opening_hours import OpeningHours
from commondesk.web.patron.standing import before_asking, while_waiting
from tests.cast import make_asked, on_duty

ZONE = ZoneInfo("America/New_York")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def at_the_desk(cast):
    on_duty(cast.otto, cast.statewide)


def waits(asked):
    return while_waiting(asked.conversation, ZONE)


def test_asking_does_not_make_the_wait_longer_than_was_said(cast, at_the_desk):
    assert "under a minute" in before_asking(cast.statewide, ZONE).sentence
    standing = waits(make_asked())
    assert (standing.sentence, "under a minute" in standing.detail) == ("You are next.", True)


def test_each_is_told_who_is_before_them(cast, at_the_desk):
    told = [waits(make_asked()) for _ in range(3)]
    assert [standing.sentence for standing in told] == [
        "You are next.",
        "1 person is before you.",
        "2 people are before you.",
    ]
    assert "about 3 minutes" in told[2].detail


def test_a_second_librarian_halves_what_those_before_one_cost(cast, at_the_desk):
    on_duty(cast.ines, cast.statewide)
    told = [waits(make_asked()) for _ in range(3)]
    assert "about 2 minutes" in told[2].detail


def test_when_it_takes_longer_it_is_said(cast, at_the_desk):
    asked = make_asked()
    with clock.moved(5 * MINUTE):
        on_duty(cast.otto, cast.statewide)
        assert "longer than usual" in waits(asked).detail


def test_left_while_nobody_was_there_it_need_not_be_waited_for(cast):
    OpeningHours.objects.create(
        queue=cast.statewide, weekday=(clock.now().weekday() + 3) % 7, opens="09:00", closes="17:00"
    )
    asked = make_asked()
    closed = waits(asked)
    assert (closed.is_open, "first librarian back" in closed.sentence) == (False, True)
    assert "9:00 AM" in closed.detail
    on_duty(cast.otto, cast.statewide)
    assert "questions that were left earlier" in waits(asked).sentence


def test_past_waits_are_what_is_usual(cast, at_the_desk):
    codes = [make_asked().conversation.code for _ in range(3)]
    with clock.moved(4 * MINUTE - dt.timedelta(seconds=20)):
        on_duty(cast.otto, cast.statewide)
        for code in codes:
            claim(code, cast.otto)
        assert "about 4 minutes" in before_asking(cast.statewide, ZONE).sentence


@pytest.mark.parametrize(("backend", "way"), [(carrier.INTO_FILES, "address"), (carrier.NOWHERE, "code")])
def test_an_address_is_spoken_of_only_where_mail_leaves(cast, settings, backend, way):
    settings.EMAIL_BACKEND = backend
    told = [before_asking(cast.statewide, ZONE).detail, waits(make_asked()).detail]
    on_duty(cast.otto, cast.statewide)
    asked = make_asked()
    with clock.moved(5 * MINUTE):
        on_duty(cast.otto, cast.statewide)
        told.append(waits(asked).detail)
    assert "longer than usual" in told[2]
    assert [("address" in sentence) for sentence in told] == [way == "address"] * 3
    assert way == "address" or all("with" in sentence and "code" in sentence for sentence in told)
