"""In the patron's language: a browser is led to its own, and whoever chooses another keeps it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stories.patron_desk import PHONE, Librarian
from tests.support.served_desk import ServedDesk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("languages")) as served:
        Librarian(served).comes_on_duty()
        yield served


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A phone that speaks Spanish, or what the test says."""
    context = browser.new_context(viewport=PHONE, locale=getattr(request, "param", "es-MX"))  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def speaks(page: Page, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_a_spanish_browser_is_led_to_spanish_and_who_chooses_english_keeps_it(
    page: Page, desk: ServedDesk
) -> None:
    otto = Librarian(desk)
    page.goto(f"{desk.address}/ask/ames/?page=https://ames.example/hours")
    assert page.url == f"{desk.address}/es/ask/ames/?page=https://ames.example/hours"
    speaks(page, "es")
    page.get_by_role("link", name="English").click()
    speaks(page, "en")
    page.reload()
    speaks(page, "en")
    page.get_by_role("link", name="Hours").click()
    speaks(page, "en")
    page.get_by_role("link", name="Ask a question").click()
    assert page.context.cookies() == []
    page.get_by_label("What would you like to know?").fill("Where is the census?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url("**/c/*/")
    speaks(page, "en")
    code = page.url.rstrip("/").rsplit("/", 1)[1]
    otto.does(code, "claim")
    expect(page.get_by_role("log")).to_contain_text("Otto (Birch County Library) is here.")
    otto.does(code, "close", closing="On our shelf.", key="closing-" + "0" * 12)
    page.get_by_role("link", name="Ask something else").click()
    page.wait_for_url("**/ask/ames/")
    speaks(page, "en")
    page.go_back()
    speaks(page, "en")
