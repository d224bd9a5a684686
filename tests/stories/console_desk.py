"""What the console's stories share: a patron who asks by the interface, what one looks at and presses."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.cast import PASSWORD
from tests.support.api_client import ApiClient
from tests.support.served_desk import ServedDesk

KEY = "key-0123456789-"


class Patron:
    """Asks by the interface and waits for an answer."""

    number = 0

    def __init__(self, desk: ServedDesk, question: str, name: str = "Pia", **given: Any) -> None:
        Patron.number += 1
        asking = {"key": f"{KEY}{Patron.number:04}", "question": question, "name": name, **given}
        asked = ApiClient(desk.address).insist("POST", "/conversations", asking).json
        self.code: str = asked["code"]
        self.client = ApiClient(desk.address, asked["token"])

    def says(self, body: str) -> None:
        Patron.number += 1
        self.does("messages", key=f"{KEY}{Patron.number:04}", body=body)

    def does(self, act: str, **given: Any) -> None:
        assert self.client.insist("POST", f"/conversations/{self.code}/{act}", given).status < 300

    def erases(self) -> None:
        assert self.client.insist("DELETE", f"/conversations/{self.code}").status == 204


def sign_in(page: Page) -> None:
    page.get_by_label("E-mail").fill("ines@ames.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def sign_out(context: BrowserContext, desk: ServedDesk) -> None:
    """In a tab of its own."""
    page = context.new_page()
    page.goto(f"{desk.address}/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/")


def open_desk(context: BrowserContext, desk: ServedDesk, code: str = "") -> Page:
    page = context.new_page()
    page.goto(f"{desk.address}/desk/{code}{'/' if code else ''}")
    page.wait_for_selector("html[data-ready]")
    return page


def row(page: Page, patron: Patron) -> Any:
    return page.locator(f"[data-row='{patron.code}']")


def claim(page: Page, patron: Patron) -> None:
    page.locator(f"[data-claim='{patron.code}']").click()
    expect(page.locator(".talk-composer")).to_have_attribute("data-mode", "reply")
    expect(page.locator("#composer-text")).to_be_focused()
