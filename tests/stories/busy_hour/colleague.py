"""A member of the staff at the console, in a browser of their own."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page, expect

from tests.cast import PASSWORD
from tests.stories.busy_hour.patron import Patron
from tests.stories.busy_hour.script import Part
from tests.support.api_client import ApiClient
from tests.support.served_desk import ServedDesk

GOODBYE = "Goodbye {name}, and come again."


class Colleague:
    """`shown` is what stood in this console when a conversation was closed there, by code."""

    def __init__(self, browser: Browser, desk: ServedDesk, name: str, email: str) -> None:
        self.name, self.email = name, email
        self.client = ApiClient(desk.address, desk.tokens[name.lower()])
        self.address = desk.address
        self.context = browser.new_context(viewport={"width": 1440, "height": 900})
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(f"{name}: {error}"))
        self.shown: dict[str, list[str]] = {}
        self.is_there = True

    def goes_on_duty(self) -> None:
        self.page.goto(f"{self.address}/desk/")
        self.page.get_by_label("E-mail").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_selector("html[data-ready]")
        self.page.locator("[data-duty-button]").click()
        self.page.get_by_role("button", name="Go on duty for all").click()
        expect(self.page.get_by_role("button", name="Go off duty")).to_be_visible()
        self.page.keyboard.press("Escape")

    def beats(self) -> None:
        """As the browser does every fifteen seconds; here more of them pass than it knows of."""
        assert self.client.insist("POST", "/desk/here", {}).status == 204

    def hears_of(self, patron: Patron) -> None:
        expect(self.row(patron, "waiting")).to_contain_text(patron.part.question)

    def claims(self, patron: Patron) -> None:
        self.page.locator(f"[data-claim='{patron.code}']").click()
        expect(self.row(patron, "mine")).to_be_visible()
        self.looks_at(patron)

    def looks_at(self, patron: Patron) -> None:
        if not self.page.url.endswith(f"/{patron.code}/"):
            self.row(patron, "mine").click()
            self.page.wait_for_url(f"**/desk/{patron.code}/")
        expect(self.page.locator(".talk-composer")).to_be_visible()

    def says(self, patron: Patron, words: str) -> None:
        self.writes(patron, words)
        patron.hears(words)

    def writes(self, patron: Patron, words: str) -> None:
        self.looks_at(patron)
        self.page.locator("#composer-text").fill(words)
        self.page.locator("#composer-text").press("Enter")
        patron.talk.append(words)

    def greets(self, patron: Patron) -> None:
        """By a canned message: a slash and a part of its name; Enter takes it, even before it is found."""
        self.looks_at(patron)
        words = f"Hello {patron.part.name}, this is {self.name}. Let me look."
        composer = self.page.locator("#composer-text")
        composer.press_sequentially("/hello")
        composer.press("Enter")
        expect(composer).to_have_value(words)
        composer.press("Enter")
        patron.talk.append(words)
        patron.hears(words)

    def hands_on(self, patron: Patron, to: str, group: str, brief: str, *, to_help: bool = False) -> None:
        self.looks_at(patron)
        self.page.locator(".talk-head").get_by_role("button", name="Hand on").click()
        dialog = self.page.get_by_role("dialog")
        found = dialog.locator(f"optgroup[label='{group}'] option:has-text('{to}')")
        dialog.get_by_label("To", exact=True).select_option(found.get_attribute("value"))
        if to_help:
            dialog.get_by_label("To help, and I keep it").check()
        dialog.get_by_label("Brief").fill(brief)
        dialog.locator("[data-confirm]").click()
        expect(dialog).to_be_hidden()

    def answers_offer(self, patron: Patron, brief: str, answer: str) -> None:
        """`answer` is the word on the button."""
        offer = self.page.locator("console-offers li", has=self.page.locator(f"[data-row='{patron.code}']"))
        expect(offer).to_contain_text(brief)
        offer.get_by_role("button", name=answer).click()
        expect(offer).to_have_count(0)

    def closes(self, patron: Patron) -> None:
        self.looks_at(patron)
        self.shown[patron.code] = self.reads(patron)
        self.page.locator(".talk-head").get_by_role("button", name="Close", exact=True).click()
        goodbye = GOODBYE.format(name=patron.part.name)
        expect(self.page.locator("#closing-text")).to_have_value(goodbye)
        self._classifies(patron.part)
        patron.talk.append(goodbye)
        expect(self.row(patron, "mine")).to_have_count(0)

    def classifies(self, patron: Patron) -> None:
        """What the patron has closed meanwhile."""
        self.page.locator(".talk-head").get_by_role("button", name="Classify").click()
        self._classifies(patron.part)

    def steps_in(self, patron: Patron, reason: str) -> None:
        self.page.goto(f"{self.address}/desk/{patron.code}/")
        self.page.locator(".talk-head").get_by_role("button", name="Step in").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Why").fill(reason)
        dialog.locator("[data-confirm]").click()
        expect(self.row(patron, "mine")).to_be_visible()

    def row(self, patron: Patron, where: str) -> Locator:
        """`waiting` or `mine`."""
        return self.page.locator(f"console-{where} [data-row='{patron.code}']")

    def reads(self, patron: Patron) -> list[str]:
        """The messages on the screen, once all of the talk has come and nothing is on its way."""
        log = self.page.locator("console-log")
        expect(log.locator("[data-list=events] [data-kind=message]")).to_have_count(len(patron.talk))
        expect(log.locator("[data-list=pending] li")).to_have_count(0)
        return log.locator("[data-kind=message] .message-body").all_inner_texts()

    def _classifies(self, part: Part) -> None:
        dialog = self.page.get_by_role("dialog")
        assert part.classified is not None
        for name, value in zip(("kind", "read_level", "outcome"), part.classified, strict=True):
            dialog.locator(f"#question-0-{name}").select_option(value)
        dialog.locator("[data-confirm]").click()
        expect(dialog).to_be_hidden()
