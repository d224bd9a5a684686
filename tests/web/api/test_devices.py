"""A patron's device by the interface: how a browser subscribes, is told, and is forgotten (PR7, AC9)."""

import datetime as dt

from commondesk import work
from commondesk.desk.claiming import claim
from commondesk.desk.closing import close_as_patron
from commondesk.desk.conversation import Conversation
from commondesk.plumbing import clock
from tests.cast import Cast, make_asked, on_duty
from tests.support.devices import subscription
from tests.web.api.caller import Caller, slug_of


def given(endpoint: str = "") -> dict:
    browser = subscription(endpoint)
    return {"endpoint": browser.endpoint, "keys": {"p256dh": browser.p256dh, "auth": browser.auth}}


def test_a_browser_subscribes_with_our_key_is_told_and_turns_it_off(cast: Cast) -> None:
    asked = make_asked()
    pia, path = Caller(asked.token), f"/conversations/{asked.conversation.code}/devices"
    begin = pia.get(path).json()
    assert (len(begin["key"]), begin["devices"]) == (87, [])
    browser = given()
    answers = [pia.post(path, browser | {"expirationTime": None}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    [device] = pia.get(path).json()["devices"]
    assert device == answers[0].json() == answers[1].json()
    assert device["service"] == "push.example"
    for _ in range(2):
        assert pia.delete(f"{path}/{device['number']}").status_code == 204
    assert pia.get(path).json()["devices"] == []


def test_what_no_browser_gives_is_refused_in_words(cast: Cast) -> None:
    asked = make_asked()
    pia, path = Caller(asked.token), f"/conversations/{asked.conversation.code}/devices"
    for wrong in (
        given("http://push.example/1"),
        given("https://10.0.0.1/1"),
        given("nonsense"),
        given() | {"keys": {"p256dh": "AAAA", "auth": "AAAA"}},
        given() | {"keys": {"p256dh": "é", "auth": "\u0661"}},
    ):
        refused = pia.post(path, wrong)
        assert (refused.status_code, slug_of(refused)) == (422, "invalid")
        assert refused.json()["detail"].endswith(".")


def test_another_patrons_devices_are_not_there(cast: Cast) -> None:
    asked, other = make_asked(), make_asked()
    path = f"/conversations/{asked.conversation.code}/devices"
    number = Caller(asked.token).post(path, given()).json()["number"]
    assert Caller(other.token).get(path).status_code == 404
    elsewhere = f"/conversations/{other.conversation.code}/devices/{number}"
    assert Caller(other.token).delete(elsewhere).status_code == 204
    assert asked.conversation.devices.count() == 1


def test_where_the_desk_tells_no_devices_there_is_no_key(cast: Cast, settings) -> None:
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"push": False})
    asked = make_asked()
    pia, path = Caller(asked.token), f"/conversations/{asked.conversation.code}/devices"
    assert pia.get(path).json()["key"] is None
    refused = pia.post(path, given())
    assert (refused.status_code, slug_of(refused)) == (409, "no-push")


def test_what_is_closed_takes_none(cast: Cast) -> None:
    asked = make_asked()
    close_as_patron(asked.conversation.code)
    refused = Caller(asked.token).post(f"/conversations/{asked.conversation.code}/devices", given())
    assert (refused.status_code, slug_of(refused)) == (409, "closed")


def test_who_waits_with_a_device_need_not_stay_and_is_told(cast: Cast) -> None:
    on_duty(cast.otto, cast.statewide)
    told, without = make_asked(), make_asked()
    Caller(told.token).post(f"/conversations/{told.conversation.code}/devices", given())
    for asked in (told, without):
        Caller(asked.token).post(f"/conversations/{asked.conversation.code}/here")
    with clock.moved(dt.timedelta(seconds=95)):
        on_duty(cast.otto)
        work.lose_patrons(clock.now())
        rows = {row.pk: row for row in Conversation.objects.all()}
        assert rows[told.conversation.pk].state == "waiting"
        assert rows[without.conversation.pk].ended == "lost"
        assert claim(told.conversation.code, cast.otto).state == "following_up"
