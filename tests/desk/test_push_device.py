"""Devices that are told: turned on by their owner, and gone with what they belong to."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from commondesk.desk import bearer
from commondesk.desk.closing import close_as_patron
from commondesk.desk.keeping_people import deactivate
from commondesk.desk.new_password import give_password
from commondesk.desk.push_device import (
    MOST,
    PushDevice,
    Subscription,
    forget_signed_out,
    key_for_browsers,
    turn_off,
    turn_on_for_librarian,
    turn_on_for_patron,
)
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Closed, Invalid, NoPush
from commondesk.privacy.erasure import erase
from commondesk.privacy.take import everything
from tests.cast import make_asked
from tests.support.devices import phone_of, phone_of_patron, session, subscription

GOOD = subscription()


def live():
    return set(PushDevice.objects.live())


def test_turned_on_again_it_is_one_device_with_the_newest_keys(cast):
    key, first = session(), subscription()
    turn_on_for_librarian(cast.ines, key, first, "en")
    again = turn_on_for_librarian(cast.ines, key, subscription(first.endpoint), "es")
    assert PushDevice.objects.get() == again
    assert (again.language, again.auth != first.auth, again.service) == ("es", True, "push.example")


def test_of_many_the_newest_are_told(cast):
    phones = [phone_of(cast.ines) for _ in range(MOST + 2)]
    assert live() == set(phones[2:])
    asked = make_asked().conversation
    pias = [phone_of_patron(asked) for _ in range(MOST + 1)]
    assert set(asked.devices.all()) == set(pias[1:])


def test_of_two_of_the_staff_at_one_browser_the_last_one_is_told(cast):
    browser = subscription()
    turn_on_for_librarian(cast.ines, session(), browser, "en")
    ottos = turn_on_for_librarian(cast.otto, session(), browser, "en")
    assert live() == {ottos}


def test_a_patron_may_use_a_librarians_browser(cast):
    browser = subscription()
    mine = turn_on_for_librarian(cast.ines, session(), browser, "en")
    asked = turn_on_for_patron(make_asked().conversation, browser, "en")
    assert live() == {mine, asked}


@pytest.mark.parametrize(
    "given",
    [
        Subscription("", GOOD.p256dh, GOOD.auth),
        Subscription("http://push.example/send/1", GOOD.p256dh, GOOD.auth),
        Subscription("https://127.0.0.1/send/1", GOOD.p256dh, GOOD.auth),
        Subscription("https://me:secret@push.example/", GOOD.p256dh, GOOD.auth),
        Subscription("https://push.example/" + "a" * 1000, GOOD.p256dh, GOOD.auth),
        Subscription("https://push.example/\x00", GOOD.p256dh, GOOD.auth),
        Subscription(GOOD.endpoint, "", GOOD.auth),
        Subscription(GOOD.endpoint, GOOD.p256dh[:-4] + "AAAA", GOOD.auth),
        Subscription(GOOD.endpoint, GOOD.p256dh, "AAAA"),
    ],
)
def test_what_no_browser_gives_is_refused_in_words(cast, given):
    with pytest.raises(Invalid) as refusal:
        turn_on_for_librarian(cast.ines, session(), given, "en")
    assert str(refusal.value).endswith(".")
    assert not PushDevice.objects.exists()


def test_where_the_desk_tells_no_devices_none_is_taken(cast, settings):
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"push": False})
    assert key_for_browsers() is None
    with pytest.raises(NoPush):
        phone_of(cast.ines)
    with pytest.raises(NoPush):
        phone_of_patron(make_asked().conversation)


def test_turned_off_by_its_owner_alone(cast):
    phone = phone_of(cast.ines)
    assert not turn_off(cast.otto.devices.all(), phone.pk)
    assert turn_off(cast.ines.devices.all(), phone.pk)
    assert not turn_off(cast.ines.devices.all(), phone.pk)


def test_signing_out_ends_it_on_that_browser(cast):
    here, elsewhere = session(), session()
    phone_of(cast.ines, here)
    other = phone_of(cast.ines, elsewhere)
    bearer.end_session(here)
    assert live() == {other}


def test_a_session_that_has_run_out_is_told_nothing_and_forgotten(cast):
    phone_of(cast.ines, session(dt.timedelta(minutes=10)))
    kept = phone_of(cast.otto)
    with clock.moved(dt.timedelta(minutes=11)):
        assert live() == {kept}
        forget_signed_out(clock.now())
    assert set(PushDevice.objects.all()) == {kept}


def test_a_new_password_and_the_end_of_the_account_end_it_everywhere(cast):
    phone_of(cast.ines)
    phone_of(cast.otto)
    give_password("ines@ames.example", "another reading room")
    assert not cast.ines.devices.exists()
    deactivate(cast.hana, cast.otto)
    assert not PushDevice.objects.exists()


def test_an_account_that_is_not_active_is_told_nothing(cast):
    phone_of(cast.ines)
    cast.ines.is_active = False
    cast.ines.save()
    assert live() == set()


def test_an_erasure_takes_the_devices_along_and_a_patron_sees_that_they_are_held(cast):
    asked = make_asked().conversation
    phone_of_patron(asked)
    [held] = everything(asked)["devices_told"]
    assert held["service"] == "push.example"
    erase(asked.code)
    assert not PushDevice.objects.exists()


def test_what_is_closed_takes_no_device(cast):
    asked = make_asked().conversation
    close_as_patron(asked.code)
    with pytest.raises(Closed):
        phone_of_patron(asked)


def test_a_device_has_one_owner(cast):
    phone = phone_of(cast.ines)
    phone.conversation = make_asked().conversation
    with pytest.raises(IntegrityError), transaction.atomic():
        phone.save()
