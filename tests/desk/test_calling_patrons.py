"""A patron who asked to be told on the device: when, how often, and when it is over."""

import datetime as dt

import pytest

from commondesk.desk.calling_patrons import call_patrons, with_news
from commondesk.desk.claiming import claim
from commondesk.desk.closing import close, close_as_patron, leave
from commondesk.desk.event import Event
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.desk.push_device import PushDevice
from commondesk.desk.signs_of_life import seen
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from commondesk.privacy.erasure import erase
from tests.cast import make_asked
from tests.support.devices import phone_of_patron, told

SECOND = dt.timedelta(seconds=1)
PRIVATE = "My landlord threatens me"


@pytest.fixture
def asked(cast):
    return make_asked(PRIVATE, name="Pia").conversation


@pytest.fixture
def phone(asked):
    return phone_of_patron(asked)


def look():
    """What `work` does every two seconds."""
    call_patrons(clock.now())


def test_who_is_away_is_told_once_that_the_question_was_taken(cast, asked, phone):
    with clock.moved(30 * SECOND):
        look()
        assert told(phone) == []  # nothing has happened
        claim(asked.code, cast.ines)
        say_as_librarian(asked, cast.ines, "Hello, I look.")
        look()
        look()
    assert told(phone) == ["answer"]
    [row] = Delivery.objects.filter(carrier="push")
    assert (row.content["place"], row.conversation_id) == (f"/c/{asked.code}/", asked.pk)
    assert PRIVATE not in str(row.content)
    assert "Pia" not in str(row.content)


def test_the_claim_alone_is_news(cast, asked, phone):
    with clock.moved(30 * SECOND):
        claim(asked.code, cast.ines)
        look()
    assert told(phone) == ["claimed"]


def test_who_is_there_is_told_nothing(cast, asked, phone):
    with clock.moved(30 * SECOND):
        seen(asked.pk, beats=True)
        claim(asked.code, cast.ines)
        look()
    assert told(phone) == []


def test_who_came_back_and_went_again_is_told_again(cast, asked, phone):
    with clock.moved(30 * SECOND):
        claim(asked.code, cast.ines)
        look()
    with clock.moved(60 * SECOND):
        seen(asked.pk, beats=True)
        say_as_patron(asked, "I am back.")
        look()
    with clock.moved(120 * SECOND):
        say_as_librarian(asked, cast.ines, "Here it is.")
        look()
        say_as_librarian(asked, cast.ines, "And here.")
        look()
    assert told(phone) == ["claimed", "answer"]


def test_who_was_told_that_the_question_was_taken_is_still_told_of_the_answer(cast, asked, phone):
    with clock.moved(30 * SECOND):
        claim(asked.code, cast.ines)
        look()
    with clock.moved(300 * SECOND):
        look()
        assert told(phone) == ["claimed"]
        say_as_librarian(asked, cast.ines, "Here it is.")
        look()
    with clock.moved(310 * SECOND):
        say_as_librarian(asked, cast.ines, "And here.")
        look()
    assert told(phone) == ["claimed", "answer"]


def test_many_who_only_wait_are_not_even_read(cast, phone):
    for _ in range(3):
        phone_of_patron(make_asked().conversation)
    with clock.moved(30 * SECOND):
        assert list(with_news(clock.now())) == []
        claim(phone.conversation.code, cast.ines)
        assert list(with_news(clock.now())) == [phone]
        look()
        assert list(with_news(clock.now())) == []


def test_the_words_of_the_device_lead_to_the_page_in_its_language(cast, asked):
    phone = phone_of_patron(asked, "es")
    with clock.moved(30 * SECOND):
        claim(asked.code, cast.ines)
        look()
    assert told(phone) == ["claimed"]
    assert Delivery.objects.get(carrier="push").content["place"] == f"/es/c/{asked.code}/"


def test_an_answer_that_closes_is_still_told_and_then_the_device_is_forgotten(cast, asked, phone):
    with clock.moved(200 * SECOND):
        claim(asked.code, cast.ines)
        close(asked.code, cast.ines, "It is in the county archive.")
        look()
        assert told(phone) == ["answer"]
        look()
        assert PushDevice.objects.exists()
    with clock.moved(900 * SECOND):
        look()
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize("end", [leave, close_as_patron])
def test_a_patron_who_ends_it_is_told_nothing_more(asked, phone, end):
    end(asked.code)
    look()
    assert not PushDevice.objects.exists()


def test_what_has_not_left_is_not_sent_after_an_erasure(cast, asked, phone):
    with clock.moved(30 * SECOND):
        claim(asked.code, cast.ines)
        look()
        erase(asked.code)
    assert not PushDevice.objects.exists()
    assert not Delivery.objects.filter(carrier="push").exists()


def test_turning_it_on_is_no_event_and_without_devices_the_job_asks_once(asked, django_assert_num_queries):
    before = Event.objects.count()
    device = phone_of_patron(asked)
    assert Event.objects.count() == before
    device.delete()
    with django_assert_num_queries(1):
        look()
