"""An hour at the desk by keyboard alone: claim, write, correct, note, hand on, help, close, look around."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories.console_desk import Patron
from tests.stories.people import People
from tests.support.api_client import ApiClient
from tests.support.files import png
from tests.support.served_desk import ServedDesk

NO_MOUSE = """
window.clicks = 0;
window.addEventListener("pointerdown", () => { window.clicks += 1; }, true);
"""
SHOT = {"name": "shelf.png", "mimeType": "image/png", "buffer": png()}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("keyboard")) as served:
        yield served


class Keyboard:
    """Ines at her desk, without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(NO_MOUSE)
        # Whoever listens only when the key is pressed may come too late for the window that it opens.
        page.on("filechooser", lambda _: None)
        self.go("/desk/")

    def go(self, path: str) -> None:
        self.page.goto(urljoin(self.page.url, path))
        self.page.wait_for_selector("html[data-ready]")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def leave_composer(self) -> None:
        """As often as it takes: the first Escape may end a note or an aside that is still being sent."""
        for _ in range(3):
            if not self.composer.evaluate("one => one === document.activeElement"):
                return
            self.press("Escape")

    def tab_to(self, place: Locator, most: int = 60) -> None:
        """As whoever knows no key of ours goes."""
        for _ in range(most):
            if place.evaluate("one => one === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{place} is not reached by Tab")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)

    @property
    def composer(self) -> Locator:
        return self.page.locator("#composer-text")

    @property
    def told(self) -> Locator:
        return self.page.locator("#tellings")


@pytest.fixture
def otto(people: People) -> Page:
    return people.on_duty("otto@birch.example")


@pytest.fixture
def ines(people: People, otto: Page) -> Iterator[Keyboard]:
    found = Keyboard(people.librarian("ines@ames.example"))
    yield found
    assert found.page.evaluate("window.clicks") == 0


def as_otto(desk: ServedDesk) -> ApiClient:
    return ApiClient(desk.address, desk.tokens["otto"])


def ask_for(desk: ServedDesk, patron: Patron, act: str, who: str, **more: Any) -> None:
    """Otto claims it and asks Ines."""
    client = as_otto(desk)
    key = f"otto-{act}-{patron.code}-0123"
    assert client.insist("POST", f"/conversations/{patron.code}/claim", {"key": f"{key}-c"}).status < 300
    assert client.insist("POST", f"/conversations/{patron.code}/{act}", {"key": key, **more}).status < 300


def test_an_hour_of_acts_without_a_mouse(ines: Keyboard, desk: ServedDesk) -> None:
    _goes_on_duty(ines)
    pia = Patron(desk, "Do you lend telescopes?", library="ames")
    expect(ines.locator(f"[data-row='{pia.code}']")).to_be_visible()
    _claims_writes_and_corrects(ines)
    _notes_and_asides(ines)
    _sends_a_file(ines)
    _hands_on_and_takes_back(ines)
    quentin = Patron(desk, "How do I renew?", name="Quentin", library="ames")
    _goes_between_two(ines, pia, quentin)
    _gives_back_claims_again_and_closes(ines, quentin)
    _answers_colleagues(ines, desk)
    _looks_around(ines)


def _goes_on_duty(ines: Keyboard) -> None:
    ines.press("o")
    everything = ines.locator("[data-duty-all]")
    expect(everything).to_be_enabled()
    ines.tab_to(ines.locator("#duty-list input[type=checkbox]").first)
    ines.press("Space")
    expect(ines.locator("[data-duty-state]")).to_have_text("On duty")
    ines.tab_to(ines.locator("#duty-limit"))
    ines.type("6")
    expect(ines.locator("#duty-limit")).to_have_value("6")
    ines.press("Escape")
    expect(ines.locator("#duty-list")).to_be_hidden()
    ines.press("b")
    expect(ines.locator("console-duty")).to_have_attribute("data-duty", "away")
    ines.press("b")
    expect(ines.locator("console-duty")).to_have_attribute("data-duty", "on")


def _claims_writes_and_corrects(ines: Keyboard) -> None:
    ines.press("g", "q", "c")
    expect(ines.composer).to_be_focused()
    ines.type("We dp.")
    ines.press("Enter")
    expect(ines.locator("[data-list=events]").get_by_text("We dp.")).to_be_visible()  # it has arrived
    for keys in (["ArrowUp"], ["Escape", "u"]):
        ines.press(*keys)
        expect(ines.locator("[data-part=correcting]")).to_be_visible()
        ines.press("Control+a")
        ines.type("We do, for a week.")
        ines.press("Enter")
        expect(ines.locator("[data-part=correcting]")).to_be_hidden()
    expect(ines.locator(".talk-log").get_by_text("We do, for a week.").first).to_be_visible()
    ines.press("Escape", "/", "Escape")
    expect(ines.composer).to_have_value("/")
    ines.press("Backspace", "Escape")


def _notes_and_asides(ines: Keyboard) -> None:
    ines.press("n")
    expect(ines.locator(".talk-composer")).to_have_attribute("data-mode", "note")
    ines.type("Lent out until May.")
    ines.press("Enter")
    expect(ines.locator(".talk-log .message-note")).to_contain_text("Lent out until May.")
    ines.leave_composer()
    ines.press("a", "Space")
    ines.tab_to(ines.composer)
    ines.type("He sounds upset.")
    ines.press("Enter")
    expect(ines.locator(".talk-log").get_by_text("He sounds upset.")).to_be_visible()


def _sends_a_file(ines: Keyboard) -> None:
    ines.leave_composer()
    with ines.expect_file_chooser() as chooser:
        ines.press("f")
    chooser.value.set_files([SHOT])  # type: ignore[list-item]
    expect(ines.locator("[data-part=tray]")).to_contain_text("shelf.png")
    ines.press("Enter")
    expect(ines.locator(".talk-log").get_by_text("shelf.png")).to_be_visible()


def _hands_on_and_takes_back(ines: Keyboard) -> None:
    for key, helps in (("t", False), ("h", True)):
        ines.leave_composer()
        ines.press(key)
        expect(ines.locator("#transfer-to")).to_be_focused()
        ines.type("Otto")
        expect(ines.get_by_label("To help, and I keep it")).to_be_checked(checked=helps)
        ines.tab_to(ines.locator("#transfer-brief"))
        ines.type("She asks for a telescope.")
        ines.press("Control+Enter")
        expect(ines.locator("console-transfer dialog")).to_be_hidden()
        expect(ines.locator(".talk-standing")).to_contain_text("Waits for Otto")
        ines.press("g", "h", "Enter")
        expect(ines.locator(".talk-standing")).to_be_hidden()


def _goes_between_two(ines: Keyboard, first: Patron, second: Patron) -> None:
    expect(ines.locator(f"[data-claim='{second.code}']")).to_be_visible()
    ines.press("Escape", "c")
    ines.wait_for_url(f"**/{second.code}/")
    expect(ines.composer).to_be_focused()
    for key, patron in ((".", first), (",", second)):
        ines.press("Escape", key)
        ines.wait_for_url(f"**/{patron.code}/")
        expect(ines.composer).to_be_focused()
    ines.press("Escape", "g", "m", "j", "Enter")
    ines.wait_for_url(f"**/{second.code}/")


def _gives_back_claims_again_and_closes(ines: Keyboard, patron: Patron) -> None:
    ines.press("Escape", "l")
    expect(ines.told).to_contain_text("Given back to the queue")
    ines.press("c")
    expect(ines.composer).to_be_focused()
    ines.press("Escape", "x")
    expect(ines.locator("console-closing dialog")).to_be_visible()
    for choice in ("kind", "outcome"):
        ines.tab_to(ines.locator(f"#question-0-{choice}"))
        ines.press("Home", "ArrowDown")
    ines.press("Enter")
    expect(ines.told).to_contain_text("Closed. The patron keeps the transcript.")
    assert patron.client.insist("GET", f"/conversations/{patron.code}/events").json["state"] == "closed"
    ines.go(f"/desk/{patron.code}/")
    ines.press("x")
    expect(ines.locator("console-closing dialog h2")).to_contain_text("Classify")
    ines.press("Escape")


def _answers_colleagues(ines: Keyboard, desk: ServedDesk) -> None:
    me = desk.tokens["ines"]
    person = ApiClient(desk.address, me).insist("GET", "/desk").json["me"]["id"]
    offers = ines.locator("console-offers")
    for key, act, given in (
        ("y", "invite", {"person": person, "brief": "Please look with me."}),
        ("d", "transfer", {"to": {"person": person}, "brief": "It is about Ames."}),
    ):
        patron = Patron(desk, "Who was mayor in 1901?", name="Rosa", queue="statewide")
        ask_for(desk, patron, act, "otto", **given)
        expect(offers).to_contain_text(given["brief"])
        ines.press("Escape", key)
        expect(offers).to_be_hidden()
        if key == "y":
            ines.wait_for_url(f"**/{patron.code}/")
            expect(ines.composer).to_be_focused()


def _looks_around(ines: Keyboard) -> None:
    ines.press("Escape", "g", "t")
    expect(ines.locator(".talk-log")).to_be_focused()
    ines.press("g", "b")
    expect(ines.locator(".desk-beside")).to_be_focused()
    for key, name in (("w", "colleague-list"), ("p", "me-menu")):
        ines.press(key)
        expect(ines.locator(f"#{name}")).to_be_visible()
        ines.press("Escape")
        expect(ines.locator(f"#{name}")).to_be_hidden()
    ines.press("m")
    expect(ines.locator("[data-muted-mark]")).to_have_text("Muted")
    ines.press("m", "?")
    expect(ines.locator("#keys")).to_be_visible()
    ines.press("Escape", "g", "a")
    ines.wait_for_url("**/desk/conversations/")
    ines.tab_to(ines.locator("input[name=q]"))
    ines.type("telescopes")
    ines.press("Enter")
    ines.wait_for_url("**/desk/conversations/?*q=telescopes*")
    ines.go("/desk/")
    ines.press("g", "c")
    ines.wait_for_url("**/channel/**")
    ines.wait_for_selector("html[data-ready]")
    ines.tab_to(ines.locator("#channel-text"))
    ines.type("Who knows telescopes?")
    ines.press("Enter")
    expect(ines.locator(".channel-messages")).to_contain_text("Who knows telescopes?")
    ines.go("/desk/")


def test_skip_links_lead_past_the_bar_and_the_order_is_that_of_the_eye(
    ines: Keyboard, desk: ServedDesk
) -> None:
    on_duty = ApiClient(desk.address, desk.tokens["ines"]).insist("POST", "/queues/statewide/monitor", {})
    assert on_duty.status < 300
    waiting = Patron(desk, "Do you lend umbrellas?", queue="statewide")
    ines.go("/desk/")
    expect(
        ines.locator(f"[data-row='{waiting.code}']")
    ).to_be_visible()  # something in the lists takes the focus
    ines.press("Tab")
    expect(ines.get_by_role("link", name="To the lists")).to_be_focused()
    ines.press("Enter")
    expect(ines.locator(".desk-lists")).to_be_focused()
    ines.go("/desk/")
    ines.press("Tab", "Tab", "Enter")
    expect(ines.locator("#desk-talk")).to_be_focused()
    ines.go("/desk/")
    areas = [".bar", ".desk-lists"]
    seen: list[str] = []
    for _ in range(30):
        ines.press("Tab")
        seen += [area for area in areas if ines.page.evaluate(IS_IN, area)]
    assert list(dict.fromkeys(seen)) == areas


IS_IN = "area => Boolean(document.activeElement.closest(area))"
