"""Pia's phone and the librarians' computers, each a browser of its own, and what they do in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.cast import PASSWORD
from tests.support.api_client import ApiClient
from tests.support.served_desk import ServedDesk

QUESTION = "Where can I find old photos of *Main Street*?"
PHONE = {"width": 360, "height": 740}


class People:
    """Pia's phone, and the computers of Ines and Otto."""

    def __init__(self, browser: Browser, desk: ServedDesk) -> None:
        self.address = desk.address
        self.tokens = desk.tokens
        self.contexts: list[BrowserContext] = []
        self.browser = browser
        self.troubles: list[str] = []

    def pia(self) -> Page:
        return self._page(viewport=PHONE, has_touch=True)

    def librarian(self, email: str) -> Page:
        page = self._page(viewport={"width": 1440, "height": 900})
        page.goto(f"{self.address}/desk/")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
        return page

    def on_duty(self, email: str) -> Page:
        client = ApiClient(self.address, self.tokens[email.partition("@")[0]])
        assert client.insist("POST", "/queues/statewide/monitor", {}).status < 300
        page = self.librarian(email)
        expect(page.locator("[data-duty-state]")).to_have_text("On duty")
        return page

    def end(self) -> None:
        for context in self.contexts:
            context.close()

    def _page(self, **options: object) -> Page:
        context = self.browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        return page


@pytest.fixture
def people(browser: Browser, desk: ServedDesk) -> Iterator[People]:
    found = People(browser, desk)
    yield found
    found.end()
    assert found.troubles == []


def ask(page: Page, address: str, question: str = QUESTION) -> str:
    """Pia asks at Ames; the code of her conversation."""
    page.goto(f"{address}/ask/ames/")
    page.get_by_label("What would you like to know?").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", name="Your question")).to_be_visible()
    page.wait_for_url("**/c/*/")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def claim_from_the_list(page: Page, code: str) -> None:
    page.locator(f"[data-row='{code}']").first.click()
    page.locator(f"[data-claim='{code}']").click()
    expect(page.get_by_role("button", name="Close").first).to_be_visible()


def say(page: Page, words: str) -> None:
    page.locator("#composer-text").fill(words)
    page.locator("#composer-text").press("Enter")


def patron_says(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="Write a message").fill(words)
    page.get_by_role("textbox", name="Write a message").press("Enter")
