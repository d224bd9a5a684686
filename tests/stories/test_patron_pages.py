"""The patrons' pages for every eye and hand: no barrier that axe finds, nothing sideways, light to load."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, Request, Response, expect

from commondesk.web.errors import error_page
from tests.stories.looking import barriers, too_wide
from tests.stories.patron_desk import DESKTOP, Librarian, with_a_mail_server
from tests.support.served_desk import ServedDesk

PAGES = [
    "/", "/ask/ames/", "/hours/", "/promise/", "/privacy/", "/return/", "/goodbye/", "/c/abcd1234/",
    "/nowhere/",
]  # fmt: skip
FEW, SMALL, ALL_SMALL = (
    3,
    10_000,
    30_000,
)  # DESIGN.md section 7: requests and bytes before a click; bytes in all


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with with_a_mail_server(ServedDesk(tmp_path_factory.mktemp("pages"))) as served:
        Librarian(served).comes_on_duty()
        yield served


@pytest.fixture(scope="module")
def otto(desk: ServedDesk) -> Librarian:
    return Librarian(desk)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(30_000)
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    yield opened
    # A policy that stops something of our own would speak here; so does a refusal, which is as it should be.
    assert [text for text in said if "404" not in text and "422" not in text] == []
    context.close()


def ask(page: Page, desk: ServedDesk) -> str:
    page.goto(f"{desk.address}/ask/ames/")
    page.get_by_label("What would you like to know?").fill("Where is the 1920 census?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url("**/c/*/")
    expect(page.get_by_role("log")).to_contain_text("1920 census")
    return page.url.rstrip("/").rsplit("/", 1)[1]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["", "/es", "/ht"])
def test_no_page_has_a_barrier_or_sticks_out(
    page: Page, desk: ServedDesk, address: str, language: str
) -> None:
    page.goto(desk.address + language + address, wait_until="networkidle")
    assert barriers(page) == []
    assert too_wide(page) == []


def test_no_state_of_a_talk_has_a_barrier_or_sticks_out(
    page: Page, desk: ServedDesk, otto: Librarian
) -> None:
    code = ask(page, desk)
    assert (barriers(page), too_wide(page)) == ([], [])
    otto.does(code, "claim")
    otto.says(code, "A long address: https://archives.gov/" + "census/" * 30)
    expect(page.get_by_role("log").get_by_role("link")).to_be_visible()
    page.context.route(
        "**/messages", lambda route: route.fulfill(status=422, json={"type": "/problems/too-long"})
    )
    page.get_by_label("Write a message").fill("Longwordwithoutanyspace" * 20)
    page.get_by_label("Write a message").press("Enter")
    expect(page.get_by_text("Not sent.", exact=False).first).to_be_visible()
    assert (barriers(page), too_wide(page)) == ([], [])
    otto.does(code, "close", closing="Goodbye.", key="closing-" + "0" * 12)
    page.get_by_role("button", name="Partly").click()
    page.get_by_text("Have it erased").click()
    page.get_by_text("Have it mailed").click()
    page.get_by_label("E-mail", exact=True).last.fill("pia@example.org")
    page.get_by_role("button", name="Mail it").click()
    expect(page.get_by_text("It is on its way.")).to_be_visible()
    page.get_by_text("Come back later, or").click()
    expect(page.get_by_text("Send this too")).to_be_visible()
    assert (barriers(page), too_wide(page)) == ([], [])
    page.context.unroute_all()


@pytest.mark.parametrize("status", [400, 403, 404, 410, 500, 503])
def test_no_error_has_a_barrier_or_sticks_out(page: Page, desk: ServedDesk, status: int) -> None:
    """Drawn here, because a desk that is well has none of most of them to show; it serves what they wear."""
    drawn = error_page(RequestFactory().get("/broken/"), status).content.decode()
    page.route("**/broken/", lambda route: route.fulfill(body=drawn, content_type="text/html; charset=utf-8"))
    page.goto(f"{desk.address}/broken/", wait_until="networkidle")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert (barriers(page), too_wide(page)) == ([], [])


def test_a_form_with_mistakes_has_no_barrier(page: Page, desk: ServedDesk) -> None:
    page.goto(desk.address)
    page.get_by_text("More that may help us").click()
    page.get_by_label("Library or ZIP code").fill("Atlantis")
    page.get_by_label("E-mail").fill("none")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("nothing to read in this yet")).to_be_visible()
    expect(page.get_by_label("What would you like to know?")).to_be_focused()
    assert barriers(page) == []


def test_a_keyboard_is_enough_and_the_focus_is_always_seen(page: Page, desk: ServedDesk) -> None:
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.goto(f"{desk.address}/ask/ames/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        if page.evaluate("document.activeElement.id") == "question":
            break
    page.keyboard.type("Can I ask by keyboard?")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.textContent") != "Ask":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/c/*/")
    expect(page.get_by_role("heading", name="Your question")).to_be_focused()
    while page.evaluate("document.activeElement.id") != "body":
        page.keyboard.press("Tab")
    page.keyboard.type("Yes.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").locator("[data-seq]").last).to_contain_text("Yes.")
    expect(page.get_by_label("Write a message")).to_be_focused()


def test_the_text_can_be_made_larger_and_stays_so(page: Page, desk: ServedDesk) -> None:
    page.goto(desk.address)
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="Larger text").click()
    page.goto(f"{desk.address}/privacy/")
    assert page.evaluate(size) > before
    expect(page.get_by_role("button", name="Larger text")).to_have_attribute("aria-pressed", "true")


def test_the_page_is_light_before_a_click_and_the_talk_is_not_heavy(page: Page, desk: ServedDesk) -> None:
    came: list[Response] = []
    asked: list[Request] = []
    # In lambdas, because the library writes attributes on its listeners.
    page.on("response", lambda response: came.append(response))  # noqa: PLW0108
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108
    page.goto(f"{desk.address}/ask/ames/", wait_until="networkidle")
    assert len(asked) <= FEW, [request.url for request in asked]
    assert weight(came) <= SMALL
    page.get_by_label("What would you like to know?").fill("How heavy is it?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url("**/c/*/")
    expect(page.get_by_role("log")).to_contain_text("How heavy is it?")
    streams = re.compile("/stream|/here")
    total = weight([response for response in came if not streams.search(response.url)])
    assert total <= ALL_SMALL, total


def test_the_page_of_our_promise_is_light_too(page: Page, desk: ServedDesk) -> None:
    came: list[Response] = []
    page.on("response", lambda response: came.append(response))  # noqa: PLW0108
    page.goto(f"{desk.address}/promise/?library=ames", wait_until="networkidle")
    assert len(came) <= FEW
    assert weight(came) <= SMALL


def weight(responses: list[Response]) -> int:
    """Bytes of the bodies, compressed."""
    return sum(len(gzip.compress(response.body(), 6)) for response in responses if response.status < 300)


def test_larger_text_stays_large_where_there_is_nothing(page: Page, desk: ServedDesk) -> None:
    page.goto(desk.address)
    page.get_by_role("button", name="Larger text").click()
    page.goto(f"{desk.address}/nowhere/")
    expect(page.get_by_role("button", name="Larger text")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("html")).to_have_attribute("data-text", "larger")
