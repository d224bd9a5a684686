"""Who of the staff is told on their devices, of what, and how often."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session

from commondesk.consortium.calls import calls_of, choose_calls
from commondesk.desk import calling_staff
from commondesk.desk.calling_staff import call_staff
from commondesk.desk.claiming import claim, release, return_to_queue
from commondesk.desk.closing import leave
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.desk.staff_channel import the_channel
from commondesk.desk.staff_message import say
from commondesk.desk.transferring import invite, transfer
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from commondesk.plumbing.tokens import new_key
from commondesk.schedule import presence
from commondesk.schedule.opening_hours import OpeningHours
from tests.cast import make_asked, make_talk, on_duty
from tests.support.devices import phone_of, told

SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)
PRIVATE = "My landlord threatens me"


@pytest.fixture
def open_hours(cast):
    """The shared queue is open around the clock."""
    for day in range(7):
        OpeningHours.objects.create(queue=cast.statewide, weekday=day, opens=dt.time(0), closes=dt.time(0))


def look(after=dt.timedelta(0)):
    """What `work` does every two seconds, so much later."""
    with clock.moved(after):
        call_staff(clock.now())


def chosen(person, **means):
    calls = calls_of(person)
    choose_calls(person, {**calls, **means}, True)
    person.refresh_from_db()


def test_who_is_on_duty_is_told_once_when_it_rings_with_them(cast):
    ines, otto = phone_of(cast.ines), phone_of(cast.otto)
    on_duty(cast.ines, cast.ames_queue)
    on_duty(cast.otto, cast.statewide)
    make_asked(library=cast.ames)
    look()
    look(2 * SECOND)
    assert (told(ines), told(otto)) == (["rings"], [])  # the own library first (AC7)
    with clock.moved(46 * SECOND):
        for person in (cast.ines, cast.otto):
            presence.here(person)
        look()
    assert (told(ines), told(otto)) == (["rings"], ["rings"])


def test_who_waits_on_is_told_of_again_when_people_begin_to_leave(cast):
    phone = phone_of(cast.ines)
    on_duty(cast.ines, cast.statewide)
    make_asked()
    look()
    with clock.moved(91 * SECOND):
        presence.here(cast.ines)
        look()
        look(2 * SECOND)
    assert told(phone) == ["rings", "danger"]


def test_nobody_is_told_who_is_on_a_break_or_has_enough(cast):
    phone = phone_of(cast.ines)
    on_duty(cast.ines, cast.statewide)
    presence.back_soon(cast.ines, 5)
    make_asked()
    look()
    presence.back_soon(cast.ines, 0)
    presence.limit_chats(cast.ines, 0)
    look()
    assert told(phone) == []


def test_what_rang_long_ago_is_no_news_for_a_device_turned_on_now(cast):
    on_duty(cast.ines, cast.statewide)
    make_asked()
    phone = phone_of(cast.ines)
    with clock.moved(10 * MINUTE):
        presence.here(cast.ines)
        look()
    assert told(phone) == []


def test_where_nobody_is_at_the_desk_whoever_staffs_the_queue_is_told(cast, open_hours):
    ines, noor, hana, ira = (phone_of(one) for one in (cast.ines, cast.noor, cast.hana, cast.ira))
    make_asked(PRIVATE)
    look()
    look(4 * SECOND)
    # The help desk belongs to the consortium, which staffs this queue too; an intern's part is e-mail.
    assert [told(one) for one in (ines, noor, hana, ira)] == [["alone"], ["alone"], ["alone"], []]
    written = " ".join(str(row.content) + row.key + row.to for row in Delivery.objects.all())
    assert PRIVATE not in written
    assert "Pia" not in written


def test_the_own_library_is_told_first_and_then_the_next_queue_of_the_way(cast, open_hours):
    ines, otto = phone_of(cast.ines), phone_of(cast.otto)
    make_asked(library=cast.ames)
    look()
    assert (told(ines), told(otto)) == (["alone"], [])
    look(46 * SECOND)
    assert (told(ines), told(otto)) == (["alone"], ["alone"])


def test_at_night_nobody_is_woken(cast):
    phone = phone_of(cast.ines)
    make_asked()
    look()
    assert told(phone) == []


def test_whoever_left_long_ago_rings_nobody_in_the_morning(cast, open_hours):
    make_asked()
    phone = phone_of(cast.ines)
    look(6 * MINUTE)
    assert told(phone) == []


def test_the_last_one_who_goes_leaves_a_patron_alone_and_that_is_told(cast, open_hours):
    on_duty(cast.otto, cast.statewide)
    ines = phone_of(cast.ines)
    asked = make_asked().conversation
    look()
    assert told(ines) == []
    presence.leave(cast.otto)
    look()
    assert told(ines) == ["alone"]
    leave(asked.code)
    look(4 * SECOND)
    assert told(ines) == ["alone"]


def test_a_practice_patron_is_no_patron(cast, open_hours):
    phone = phone_of(cast.ines)
    make_asked(queue=cast.practice)
    look()
    assert told(phone) == []


def test_who_came_back_into_the_line_is_told_of_again(cast):
    phone = phone_of(cast.ines)
    on_duty(cast.ines, cast.statewide)
    on_duty(cast.otto, cast.statewide)
    asked = make_asked().conversation
    look()
    with clock.moved(10 * MINUTE):
        claim(asked.code, cast.otto)
        release(asked.code, cast.otto)
        presence.here(cast.ines)
        look()
    assert told(phone) == ["rings", "rings", "danger"]


def test_a_kind_that_is_not_wanted_on_devices_does_not_come(cast):
    phone = phone_of(cast.ines)
    chosen(cast.ines, rings=["sound", "title"], danger=[])
    on_duty(cast.ines, cast.statewide)
    make_asked()
    look()
    assert told(phone) == []


def test_an_offer_and_an_invitation_come_at_once(cast):
    phone = phone_of(cast.otto)
    on_duty(cast.otto, cast.statewide)
    talk = make_talk(cast.ines).conversation
    transfer(talk.code, cast.ines, cast.otto, PRIVATE)
    invite(talk.code, cast.ines, cast.otto, PRIVATE)
    assert told(phone) == ["offer", "help"]
    assert all(
        row.content["place"] == f"/desk/{talk.code}/" for row in Delivery.objects.filter(carrier="push")
    )


def test_who_was_away_is_told_that_a_conversation_went_back(cast):
    phone = phone_of(cast.ines)
    talk = make_talk(cast.ines).conversation
    return_to_queue(talk.code)
    assert told(phone) == ["returned"]


def test_who_is_called_in_the_channel_and_away_is_told(cast):
    otto, noor = phone_of(cast.otto), phone_of(cast.noor)
    presence.here(cast.noor)
    channel = the_channel(cast.ines, "all")
    say(channel, cast.ines, PRIVATE, new_key(), [cast.otto, cast.noor])
    assert (told(otto), told(noor)) == (["mention"], [])
    assert Delivery.objects.get(carrier="push").content["place"] == "/channel/all/"


def test_a_patron_who_writes_to_somebody_gone_is_told_of_once_an_absence(cast):
    phone = phone_of(cast.ines)
    on_duty(cast.ines, cast.statewide)
    talk = make_talk(cast.ines).conversation
    say_as_librarian(talk, cast.ines, "I look.")
    with clock.moved(50 * SECOND):
        look()
        assert told(phone) == []
        say_as_patron(talk, PRIVATE)
        look()
        say_as_patron(talk, "Are you there?")
        look()
    assert told(phone) == ["message"]
    with clock.moved(60 * SECOND):
        presence.here(cast.ines)
        say_as_patron(talk, "Hello?")
        look()
    assert told(phone) == ["message"]
    with clock.moved(120 * SECOND):
        say_as_patron(talk, "Hello?")
        look()
    assert told(phone) == ["message", "message"]


def test_who_has_no_role_there_any_more_hears_nothing(cast, open_hours):
    phone = phone_of(cast.ines)
    cast.ines.memberships.all().delete()
    make_asked()
    look()
    assert told(phone) == []


def test_of_a_flood_some_are_told_at_each_look_until_all_are(cast, open_hours, monkeypatch):
    monkeypatch.setattr(calling_staff, "MOST_TOLD", 2)
    phones = [phone_of(one) for one in (cast.ines, cast.noor, cast.hana)]
    make_asked()
    make_asked()
    look()
    assert sum(len(told(phone)) for phone in phones) == 2
    for seconds in (2, 4, 6):
        look(seconds * SECOND)
    assert [len(told(phone)) for phone in phones] == [2, 2, 2]


def test_those_who_wait_for_long_hide_nobody_who_has_just_come(cast, monkeypatch):
    monkeypatch.setattr(calling_staff, "MOST_LOOKED_AT", 2)
    on_duty(cast.ines, cast.statewide)
    for _ in range(3):
        make_asked()
    phone = phone_of(cast.ines)
    with clock.moved(10 * MINUTE):
        presence.here(cast.ines)
        make_asked()
        look()
    assert told(phone) == ["rings"]


def test_a_day_before_the_session_runs_out_the_device_says_so_once(cast):
    """Else it would fall silent, and nobody would miss it until a patron had waited in vain."""
    phone = phone_of(cast.ines)
    Session.objects.update(expire_date=clock.now() + dt.timedelta(days=2))
    look()
    assert told(phone) == []
    for hours in (25, 26):
        look(dt.timedelta(hours=hours))
    assert told(phone) == ["ends"]


def test_without_devices_the_job_asks_the_database_once(cast, django_assert_num_queries):
    make_asked()
    with django_assert_num_queries(1):
        call_staff(clock.now())


def test_the_job_asks_as_often_for_many_as_for_few(cast, open_hours, django_assert_max_num_queries):
    phones = [phone_of(one) for one in (cast.ines, cast.noor, cast.otto)]
    for _ in range(12):
        make_asked()
    with django_assert_max_num_queries(24):
        call_staff(clock.now())
    assert [len(told(phone)) for phone in phones] == [12, 12, 12]
