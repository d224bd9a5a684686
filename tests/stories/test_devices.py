"""Being told on one's own device, in Chromium: what the pages offer, and what they say where it cannot work.

Chromium hears Google's push service alone, which is not there for tests: what a push would bring is handed
to the worker by DevTools.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stories.console_desk import open_desk, sign_in
from tests.stories.library_site import LibrarySite, line
from tests.stories.looking import barriers, keep_picture, too_wide
from tests.stories.patron_desk import DESKTOP
from tests.stories.widget_site import CATALOG, Widget
from tests.support.served_desk import ServedDesk
from tests.support.worker_push import pushes

QUESTION = "My landlord wants me out, what can I do?"
# Google's push service takes whoever asks; the keys are those of a real browser.
SUBSCRIBES = """
const kept = {endpoint: "https://push.example/send/1", keys: {
  p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  auth: "BTBZMqHH6r4Tts7J_aSIgg"}};
const made = {endpoint: kept.endpoint, toJSON: () => kept, unsubscribe: async () => true};
PushManager.prototype.subscribe = async () => { localStorage.setItem("subscribed", "yes"); return made; };
PushManager.prototype.getSubscription = async () => (localStorage.getItem("subscribed") ? made : null);
"""
ON_AN_IPHONE = """
delete window.PushManager;
const named = { get: () => "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)" };
Object.defineProperty(navigator, "userAgent", named);
"""
TITLES = """async () => {
  const worker = await navigator.serviceWorker.ready;
  return (await worker.getNotifications()).map((one) => one.title);
}"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("devices"), seed="tests.support.seed_widget") as served:
        yield served


def opened(browser: Browser, script: str = "", *, allowed: bool = True) -> Page:
    """A browser of its own, in which this script runs before ours."""
    permissions = ["notifications"] if allowed else []
    context = browser.new_context(viewport=DESKTOP, permissions=permissions)  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    if script:
        context.add_init_script(script)
    return context.new_page()


def calls_of_ines(page: Page, desk: ServedDesk) -> Any:
    """The part of her page of calls that is about devices."""
    page.goto(f"{desk.address}/me/calls/")
    sign_in(page)
    page.wait_for_selector("html[data-ready]")
    return page.locator("#devices")


def test_a_librarian_turns_it_on_and_off_by_one_button(browser: Browser, desk: ServedDesk) -> None:
    page = opened(browser, SUBSCRIBES)
    devices = calls_of_ines(page, desk)
    expect(devices).to_contain_text("Off on this device.")
    page.get_by_role("group", name="A patron rings here").get_by_label("Sound").uncheck()
    devices.get_by_role("button", name="Turn on for this device").click()
    expect(devices).to_contain_text("On: this device is told")
    expect(devices).to_be_focused()
    expect(devices.get_by_role("listitem")).to_contain_text("(this device)")
    # What else was begun on the page is still there.
    expect(page.get_by_role("group", name="A patron rings here").get_by_label("Sound")).not_to_be_checked()
    assert (barriers(page), too_wide(page)) == ([], [])
    keep_picture(page, "devices-on")
    devices.get_by_role("button", name="Turn off").click()
    expect(page.get_by_text("That device is told no more.")).to_be_visible()
    expect(devices).to_contain_text("No device of yours is told yet.")
    keep_picture(page, "devices-off")
    page.context.close()


def test_a_browser_without_its_push_service_says_so(browser: Browser, desk: ServedDesk) -> None:
    page = opened(browser)
    devices = calls_of_ines(page, desk)
    devices.get_by_role("button", name="Turn on for this device").click()
    expect(devices).to_contain_text("does not reach the push service of its maker")
    page.context.close()


def test_where_notices_are_blocked_it_says_how_to_allow_them(browser: Browser, desk: ServedDesk) -> None:
    blocked = "Object.defineProperty(Notification, 'permission', {get: () => 'denied'});"
    page = opened(browser, blocked)
    devices = calls_of_ines(page, desk)
    expect(devices).to_contain_text("Open the browser's settings for this site, beside its address")
    expect(devices.get_by_role("button", name="Turn on for this device")).to_be_hidden()
    assert (barriers(page), too_wide(page)) == ([], [])
    keep_picture(page, "devices-blocked")
    page.context.close()


def test_whoever_says_no_when_asked_is_told_that_nothing_was_turned_on(
    browser: Browser, desk: ServedDesk
) -> None:
    page = opened(browser, "Notification.requestPermission = async () => 'default';")
    devices = calls_of_ines(page, desk)
    devices.get_by_role("button", name="Turn on for this device").click()
    expect(devices).to_contain_text("so nothing was turned on")
    page.context.close()


def test_on_an_iphone_the_desk_has_to_be_installed_first(browser: Browser, desk: ServedDesk) -> None:
    page = opened(browser, ON_AN_IPHONE)
    expect(calls_of_ines(page, desk)).to_contain_text("first put the desk on the home screen")
    page.context.close()


def test_the_worker_is_silent_while_the_desk_is_seen_and_leads_to_it(
    browser: Browser, desk: ServedDesk
) -> None:
    page = opened(browser)
    devices = calls_of_ines(page, desk)
    devices.get_by_role("button", name="Turn on for this device").click()
    expect(devices).to_contain_text("does not reach the push service")  # the worker is there all the same
    said = {"title": "A patron waits", "body": "You may claim it now.", "lang": "en", "dir": "ltr"}
    said |= {"url": "/desk/", "near": "/desk/", "tag": "4k7dm2xq"}
    pushes(page, json.dumps(said))
    shows(page, "A patron waits")
    pushes(page, json.dumps(said | {"title": "A patron has waited for long"}))
    shows(page, "A patron has waited for long")  # one tag is one notice
    at_desk = open_desk(page.context, desk)
    at_desk.bring_to_front()
    pushes(at_desk, json.dumps(said | {"tag": "zzzzzzzz", "title": "This is seen already"}))
    talk = {"near": "/c/yyyyyyyy/", "tag": "yyyyyyyy", "title": "A librarian has written to you"}
    pushes(at_desk, json.dumps(said | talk))
    shows(at_desk, "A librarian has written to you", "A patron has waited for long")
    page.context.close()


def shows(page: Page, *titles: str) -> None:
    """Until these notices stand there, and no others."""
    wanted = json.dumps(sorted(titles), separators=(",", ":"))
    page.wait_for_function(f"({TITLES})().then((titles) => JSON.stringify(titles.sort()) === '{wanted}')")


def asked(page: Page, desk: ServedDesk) -> Any:
    """Pia waits; the part of her page that is about devices."""
    page.goto(f"{desk.address}/ask/ames/")
    page.locator("#question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_selector("#talk h1")
    return page.locator("[data-part=device]")


def test_a_patron_turns_it_on_and_off_and_the_browser_keeps_the_talk_meanwhile(
    browser: Browser, desk: ServedDesk
) -> None:
    page = opened(browser, SUBSCRIBES)
    device = asked(page, desk)
    expect(device).to_contain_text("Only on your own device, not on a shared computer")
    assert (barriers(page), too_wide(page)) == ([], [])
    keep_picture(page, "patron-offered")
    device.get_by_role("button", name="Tell me on this device").click()
    expect(device).to_contain_text("You need not keep this page open.")
    expect(page.locator("[data-part=device-on]")).to_be_focused()
    assert (barriers(page), too_wide(page)) == ([], [])
    keep_picture(page, "patron-on")
    other = page.context.new_page()  # the first one may be closed
    other.goto(page.url)
    expect(other.locator("desk-log")).to_contain_text(QUESTION)
    expect(other.locator("[data-part=device]")).to_contain_text("You need not keep this page open.")
    other.get_by_role("button", name="Do not tell me here any more").click()
    expect(other.get_by_role("button", name="Tell me on this device")).to_be_focused()
    kept = "Object.keys(localStorage).filter((key) => key.startsWith('commondesk:')).length"
    assert other.evaluate(kept) == 0
    other.reload()
    expect(other.locator("desk-log")).to_contain_text(QUESTION)
    page.context.close()


def test_leaving_and_wiping_takes_it_along(browser: Browser, desk: ServedDesk) -> None:
    page = opened(browser, SUBSCRIBES)
    device = asked(page, desk)
    device.get_by_role("button", name="Tell me on this device").click()
    expect(device).to_contain_text("You need not keep this page open.")
    page.get_by_role("button", name="Leave and wipe").click()
    page.wait_for_url("**/goodbye/")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('commondesk:'))") == []
    page.context.close()


def test_a_patron_whose_browser_says_no_reads_why_where_they_pressed(
    browser: Browser, desk: ServedDesk
) -> None:
    page = opened(browser, "Notification.requestPermission = async () => 'denied';")
    device = asked(page, desk)
    device.get_by_role("button", name="Tell me on this device").click()
    expect(device.get_by_role("alert")).to_contain_text("Open the browser's settings for this site")
    assert barriers(page) == []
    keep_picture(page, "patron-blocked")
    page.context.close()


def test_nothing_is_offered_in_a_frame_nor_where_it_cannot_work(browser: Browser, desk: ServedDesk) -> None:
    page, old = opened(browser), opened(browser, "delete window.PushManager;")
    fetched: list[str] = []
    for one in (page, old):
        one.on("request", lambda request: fetched.append(request.url))
    asked(old, desk)
    with LibrarySite() as site:
        site.page("/", line(desk.address) + CATALOG)
        page.goto(site.address)
        widget = Widget(page)
        widget.opens()
        widget.asks(QUESTION)
        page.wait_for_timeout(4000)  # by then the page of a talk offers it
    assert [one for one in fetched if "/patron/talk" in one]
    assert [one for one in fetched if "/patron/device" in one] == []
    page.context.close()
    old.context.close()
