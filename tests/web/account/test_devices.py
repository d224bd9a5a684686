"""The page of one's calls: the devices on which one is told, turned on here and off from anywhere."""

import json
import re

import pytest

from commondesk.consortium.calls import calls_of
from commondesk.desk.push_device import PushDevice
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from tests.support.devices import phone_of, subscription
from tests.web.coordinator.browser import Browser, text

PAGE = "/me/calls/"


@pytest.fixture
def ines(cast):
    return Browser(cast.ines)


def given(endpoint=""):
    browser = subscription(endpoint)
    return {"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth}


def data(page):
    found = re.search(r'id="calls-data" type="application/json">(.*?)</script>', page.content.decode())
    return json.loads(found[1])


def test_a_browser_is_turned_on_for_this_session_and_stands_in_the_list(cast, ines):
    page = ines.get(PAGE)
    assert "No device of yours is told yet." in text(page)
    assert len(data(page)["key"]) == 87
    assert ines.client.post("/me/devices/", given()).status_code == 204
    device = PushDevice.objects.get()
    assert device.session_key == ines.client.session.session_key
    page = ines.get(PAGE)
    assert f'data-mark="{device.digest}"' in page.content.decode()
    assert re.search(r"on since .+, until .+; then sign in there again", text(page))
    assert device.endpoint not in page.content.decode()


def test_it_is_named_by_whose_browser_it_is(ines):
    for host in (
        "updates.push.services.mozilla.com",
        "fcm.googleapis.com",
        "web.push.apple.com",
        "push.example",
    ):
        ines.client.post("/me/devices/", given(f"https://{host}/send/1"))
    page = text(ines.get(PAGE))
    assert all(name in page for name in ("Firefox", "Chrome", "Safari", "A browser"))


def test_a_device_is_turned_off_from_anywhere_by_its_owner_alone(cast, ines):
    phone = phone_of(cast.ines)
    Browser(cast.otto).client.post(f"/me/devices/{phone.pk}/remove/")
    assert PushDevice.objects.exists()
    assert "That device is told no more." in text(ines.post(f"/me/devices/{phone.pk}/remove/", {}))
    assert not PushDevice.objects.exists()
    assert "told no more" not in text(ines.post(f"/me/devices/{phone.pk}/remove/", {}))


def test_what_no_browser_gives_is_refused_in_words_a_script_can_show(ines):
    for wrong in ({}, given() | {"auth": ""}, given("https://192.168.0.1/"), given() | {"endpoint": "\x00"}):
        refused = ines.client.post("/me/devices/", wrong, headers={"Accept": "application/json"})
        assert refused.status_code == 422
        assert refused.json()["detail"].endswith(".")


def test_signing_out_and_a_changed_session_end_it(cast, ines):
    ines.client.post("/me/devices/", given())
    before = data(ines.get(PAGE))["session"]
    ines.client.post("/sign-out/")
    assert not PushDevice.objects.exists()
    again = Browser(cast.ines)
    assert data(again.get(PAGE))["session"] != before


def test_where_the_desk_tells_no_devices_the_page_says_so(ines, settings):
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"push": False})
    page = ines.get(PAGE)
    assert "has turned notices on devices off" in text(page)
    assert data(page)["key"] is None
    refused = ines.client.post("/me/devices/", given(), headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-push")


def test_each_kind_says_whether_it_follows_and_marks_never_do(cast):
    hana = Browser(cast.hana)
    page = hana.get(PAGE).content.decode()
    assert page.count('value="push"') == len(calls_of(cast.hana)) - 1
    assert not re.search(r'name="mark"\s+value="push"', page)


def test_the_outbox_shows_mail_and_no_notice(cast):
    row = Delivery.objects.create(
        carrier="push",
        key="notice:rings:1:1",
        to="push.example",
        content={},
        due_at=clock.now(),
        state="failed",
    )
    hana = Browser(cast.hana)
    assert "push.example" not in text(hana.get("/consortium/outbox/"))
    assert hana.client.get(f"/consortium/outbox/{row.pk}/").status_code == 404
    assert hana.client.post(f"/consortium/outbox/{row.pk}/try/").status_code == 404


def test_the_worker_is_a_script_for_the_whole_site_that_no_browser_keeps(client, db):
    worker = client.get("/service-worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Cache-Control"] == "no-cache"
    assert worker["Content-Security-Policy"] == "default-src 'none'"
    script = worker.content.decode()
    assert 'addEventListener("push"' in script
    assert 'addEventListener("fetch"' not in script
    assert client.post("/service-worker.js").status_code == 405
