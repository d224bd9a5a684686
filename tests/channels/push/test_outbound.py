"""Notices that leave, to a push service over TLS which opens them as the browser would."""

import datetime as dt
import json

import pytest

from commondesk import work
from commondesk.channels.push import outbound
from commondesk.channels.push.slow import SlowServices
from commondesk.channels.push.words import WORDS
from commondesk.desk import notice
from commondesk.desk.bearer import end_session
from commondesk.desk.notice import MINUTES, Notice
from commondesk.desk.push_device import PushDevice, Subscription, turn_on_for_librarian, turn_on_for_patron
from commondesk.outbox import delivery
from commondesk.outbox.delivery import LEASE, Delivery, State
from commondesk.plumbing import clock, fetch
from commondesk.plumbing.web_push import vapid
from commondesk.privacy.erasure import erase
from tests.cast import make_asked
from tests.support.devices import session

SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)


def browser_of(service) -> Subscription:
    """One that takes messages of ours alone."""
    given = service.subscription(vapid.public_key())
    return Subscription(given["endpoint"], **given["keys"])


@pytest.fixture
def key(cast):
    return session()


@pytest.fixture
def phone(cast, service, key):
    return turn_on_for_librarian(cast.ines, key, browser_of(service), "en")


def tell(device, what="rings", about="1.0.1", **more):
    notice.add([(Notice(what, about, "/desk/4k7dm2xq/", "4k7dm2xq", **more), device)])


def send(after=dt.timedelta(0)):
    """What `work` does, so much later."""
    with clock.moved(after):
        work.deliver(clock.now())
        work.deliver_notices(clock.now())


def row():
    return Delivery.objects.get(carrier="push")


def heard(service):
    return [json.loads(words) for words in service.heard()]


def test_it_arrives_in_the_words_of_the_device_and_is_emptied(service, phone):
    tell(phone)
    send()
    assert heard(service) == [
        {
            "title": "A patron waits",
            "body": "You may claim it now.",
            "lang": "en",
            "dir": "ltr",
            "url": "/desk/4k7dm2xq/",
            "near": "/desk/",
            "tag": "4k7dm2xq",
        }
    ]
    assert (row().state, row().to, row().content) == (State.SENT, "", {})


def test_what_a_patron_is_told_is_in_their_language_and_leads_to_the_talk(service, cast):
    asked = make_asked().conversation
    device = turn_on_for_patron(asked, browser_of(service), "ht")
    place = asked.talk_path_in("ht")
    notice.add([(Notice("claimed", "1.1", place, asked.code, asked.pk), device)])
    send()
    [said] = heard(service)
    assert said["title"] == "Yon bibliyotekè pran kesyon ou a"
    assert (said["url"], said["near"]) == (f"/ht/c/{asked.code}/", f"/c/{asked.code}/")


def test_the_push_service_learns_that_it_is_urgent_for_how_long_and_from_whom_but_not_what(service, phone):
    for number, what in enumerate(MINUTES):
        tell(phone, what, f"{number}.0.1")
    send()
    assert len({len(post.body) for post in service.posts}) == 1
    headers = [post.headers for post in service.posts]
    assert {one["urgency"] for one in headers} == {"high"}
    assert len({one["topic"] for one in headers}) == 1
    assert "4k7dm2xq" not in str(headers)
    assert [round(int(one["ttl"]) / 60) for one in headers] == list(MINUTES.values())
    assert {post.claims["aud"] for post in service.posts} == {service.address}


def test_every_notice_has_its_words_and_no_others_are_known():
    assert set(WORDS) == set(MINUTES)


def test_the_same_thing_is_told_once(service, phone):
    for _ in range(3):
        tell(phone)
        send()
    assert len(heard(service)) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_has_forgotten_us_is_forgotten(service, phone, status):
    service.says(status)
    tell(phone)
    send()
    assert not PushDevice.objects.exists()
    assert (row().state, row().to, row().content) == (State.FAILED, "", {})


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_service_that_is_busy_is_tried_again_soon(service, phone, status):
    service.says(status)
    tell(phone)
    send()
    assert row().state == State.WAITING
    service.says(201)
    send(1 * SECOND)
    assert heard(service) == []
    send(3 * SECOND)
    assert len(heard(service)) == 1


@pytest.mark.parametrize("said", ["30", "later", "999999999999999999999", "-1", "\u0661\u0662"])
def test_a_service_may_say_when_and_is_believed_for_two_minutes_at_most(service, phone, said):
    service.says(429, Retry_After=said if said.isascii() else "x")
    tell(phone)
    send()
    assert row().state == (State.FAILED if said.startswith("999") else State.WAITING)
    if said == "30":
        assert row().due_at >= clock.now() + 29 * SECOND


@pytest.mark.parametrize("said", ["0", "1", "\u00b2"])
def test_a_service_that_says_at_once_cannot_keep_us_busy(service, phone, said):
    service.says(429, Retry_After=said)
    tell(phone)
    send()
    send(1 * SECOND)
    assert len(service.posts) == 1
    assert row().state == State.WAITING


def test_what_is_of_use_for_an_hour_is_tried_ever_more_seldom(service, phone):
    service.says(500)
    tell(phone, "mention")
    for minute in range(60):
        send(minute * MINUTE)
    assert row().state == State.FAILED
    assert len(service.posts) < 12


def test_of_threads_one_alone_waits_for_a_service_that_has_fallen_silent(service, phone, monkeypatch):
    monkeypatch.setattr(outbound, "_slow", SlowServices())
    for number in range(3):
        tell(phone, about=f"{number}.0.1")
    first, second, third = (delivery.take(clock.now(), only={"push"}) for _ in range(3))
    tried: list[int] = []

    def falls_silent(*_args, **_more):
        tried.append(1)
        if len(tried) == 2:  # while this one is waited for, another thread comes
            outbound.send(third)
        raise fetch.BrokenOff("The server did not answer in time.")

    with monkeypatch.context() as patched:
        patched.setattr(fetch, "post", falls_silent)
        outbound.send(first)
        outbound.send(second)
    assert len(tried) == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {"waiting"}
    send(5 * SECOND)
    assert len(heard(service)) == 3


def test_however_many_services_patrons_name_the_log_stays_short(cast, phone, monkeypatch, caplog):
    def not_reached(*_args, **_more):
        raise fetch.NotReached("No server of that name was found.")

    monkeypatch.setattr(outbound, "_said_at", {})
    monkeypatch.setattr(outbound, "MOST_NAMED", 2)
    monkeypatch.setattr(fetch, "post", not_reached)
    for number in range(4):
        named = Subscription(f"https://push{number}.example/1", phone.p256dh, phone.auth)
        tell(turn_on_for_patron(make_asked().conversation, named, "en"), "claimed", f"{number}.1")
    send()
    assert len([one for one in caplog.records if "must be let out" in str(one.msg)]) == 2


def test_what_is_of_no_use_any_more_is_dropped_without_a_trace(service, phone):
    tell(phone)
    send(6 * MINUTE)
    assert heard(service) == []
    assert (row().state, row().to, row().content) == (State.FAILED, "", {})
    with clock.moved(dt.timedelta(days=1, minutes=7)):
        delivery.forget_passed(clock.now())
    assert not Delivery.objects.exists()


def test_a_service_that_is_busy_for_long_gets_it_no_more(service, phone):
    service.says(500)
    tell(phone)
    for seconds in (0, 3, 8, 17, 34, 67, 140, 290):
        send(seconds * SECOND)
    assert row().state == State.FAILED
    assert len(service.posts) < 9


def test_what_was_broken_off_is_told_again_for_twice_is_once_on_a_device(service, phone, monkeypatch):
    monkeypatch.setattr(outbound, "WITHIN", 0.5)
    service.falls_silent()
    tell(phone)
    send()
    assert row().state == State.WAITING
    service.says(201)
    send(3 * SECOND)
    first, second = service.posts
    assert first.headers["topic"] == second.headers["topic"]
    assert [said["tag"] for said in heard(service)] == ["4k7dm2xq"]


def test_a_worker_that_died_while_sending_leaves_nothing_for_a_person_to_decide(service, phone):
    tell(phone, "claimed")
    delivery.take(clock.now(), only={"push"})
    send(LEASE + SECOND)
    assert len(heard(service)) == 1
    assert row().state == State.SENT


def test_what_nobody_foresaw_is_let_go(service, phone, monkeypatch):
    def breaks(*_args, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr(fetch, "post", breaks)
    tell(phone)
    send()
    assert (row().state, row().to) == (State.FAILED, "")


def test_a_desk_that_cannot_reach_out_says_so_once_in_words(service, phone, monkeypatch, caplog):
    def not_reached(*_args, **_more):
        raise fetch.NotReached("The server did not let us connect.")

    monkeypatch.setattr(outbound, "_said_at", {})
    monkeypatch.setattr(fetch, "post", not_reached)
    for number in range(3):
        tell(phone, about=f"{number}.0.1")
    send()
    said = [record for record in caplog.records if "must be let out" in str(record.msg)]
    assert len(said) == 1
    assert phone.endpoint not in caplog.text
    assert set(Delivery.objects.values_list("state", flat=True)) == {"waiting"}


def test_an_address_that_is_not_allowed_any_more_ends_the_device(service, phone, settings):
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"reach_inside": ()})
    tell(phone)
    send()
    assert not PushDevice.objects.exists()


def test_a_message_that_is_not_taken_is_said_in_the_log_and_let_go(service, phone, caplog):
    service.says(403)
    tell(phone)
    send()
    assert "did not take a notice" in caplog.text
    assert phone.endpoint not in caplog.text
    assert row().state == State.FAILED
    assert PushDevice.objects.exists()


def test_patrons_slow_services_keep_no_librarian_waiting(service, phone):
    asked = make_asked().conversation
    theirs = turn_on_for_patron(asked, browser_of(service), "en")
    tell(theirs, "claimed", "2.1", conversation_id=asked.pk)
    tell(phone)
    work.deliver_notices(clock.now(), among=work.TO_STAFF)
    assert [said["title"] for said in heard(service)] == ["A patron waits"]
    work.deliver_notices(clock.now(), among=~work.TO_STAFF)
    assert len(heard(service)) == 2


def test_nothing_is_sent_to_who_signed_out_or_erased_meanwhile(service, phone, key):
    asked = make_asked().conversation
    device = turn_on_for_patron(asked, browser_of(service), "en")
    tell(phone)
    tell(device, "claimed", "2.1", conversation_id=asked.pk)
    end_session(key)
    erase(asked.code)
    send()
    assert service.posts == []


def test_turned_off_for_the_whole_desk_nothing_leaves(service, phone, settings):
    tell(phone)
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"push": False})
    send()
    assert service.posts == []
