"""One line of script puts the desk on a library's site, from its settings to an answer."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

from tests.stories.library_site import LibrarySite, line
from tests.stories.looking import barriers, keep_picture
from tests.stories.patron_desk import DESKTOP, PHONE, Librarian
from tests.stories.people import People
from tests.stories.widget_site import CATALOG, VISIT, Widget, allow, answer, save, visitor
from tests.stories.widget_site import desk as desk
from tests.stories.widget_site import site as site
from tests.support.served_desk import ServedDesk


@pytest.fixture
def at_home(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> Iterator[Page]:
    """A visitor's own browser, as most are set: a frame has a storage of its own on each site.

    The contexts of tests are private windows, in which it has none.
    """
    args = [*browser_type_launch_args["args"], "--disable-features=TrackingProtection3pcd"]
    context = browser_type.launch_persistent_context(
        str(tmp_path / "home"), **{**browser_type_launch_args, "args": args}
    )
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def test_a_coordinator_pastes_one_line_and_a_visitor_gets_an_answer(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian, at_home: Page
) -> None:
    settings = allow(people, site.address)
    code = unescape(settings.locator("#widget-code").input_value())
    strict = (
        f"default-src 'self'; script-src {desk.address}; connect-src {desk.address}; frame-src {desk.address}"
    )
    site.page("/catalog/", code + CATALOG, Content_Security_Policy=strict)
    site.page("/visit/", code + VISIT, Content_Security_Policy=strict)
    keep_picture(settings, "widget-settings")
    assert barriers(settings) == []

    refused: list[str] = []
    at_home.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    at_home.goto(f"{site.address}/catalog/")
    widget = Widget(at_home)
    expect(widget.button).to_contain_text("Ask us")
    expect(widget.button).to_contain_text("A librarian is here")
    widget.opens()
    talk = widget.asks("Who was mayor in 1901?")
    answer(otto, widget, talk)
    widget.says("I have all day.")
    otto.waits_to_read(talk, "I have all day.")

    _goes_on_over_the_sites_pages(widget, otto, talk)
    _counts_what_comes_while_closed(widget, otto, talk)
    _goes_on_unseen(widget, otto, talk, f"{site.address}/catalog/")
    _speaks_another_language(widget)
    _leaves_and_asks_anew(widget)
    assert [each for each in refused if "Content Security Policy" in each] == []


def _goes_on_over_the_sites_pages(widget: Widget, otto: Librarian, talk: str) -> None:
    """The site's next page has it open again, with what was said, and keeps the focus."""
    widget.page.get_by_role("link", name="Visit us").click()
    widget.page.wait_for_url("**/visit/")
    expect(widget.frame.get_by_text("I have all day.")).to_be_visible()
    assert widget.page.evaluate("document.activeElement.localName") == "body"
    otto.says(talk, "He was Amos Ames.")
    expect(widget.frame.get_by_text("He was Amos Ames.")).to_be_visible()


def _counts_what_comes_while_closed(widget: Widget, otto: Librarian, talk: str) -> None:
    """Escape closes it from inside and gives the focus back."""
    widget.frame.get_by_role("textbox", name="Write a message").press("Escape")
    expect(widget.button).to_be_focused()
    expect(widget.button).to_have_attribute("aria-expanded", "false")
    otto.says(talk, "From 1899 to 1903.")
    expect(widget.button).to_contain_text("1 new")
    widget.button.click()
    expect(widget.frame.get_by_text("From 1899 to 1903.")).to_be_visible()
    expect(widget.button).not_to_contain_text("1 new")


def _goes_on_unseen(widget: Widget, otto: Librarian, talk: str, page: str) -> None:
    """Closed on the way to a further page, it still counts, and opens where the news is."""
    widget.frame.get_by_role("textbox", name="Write a message").press("Escape")
    widget.page.goto(page)
    expect(widget.frame.get_by_role("log")).to_have_count(1)
    otto.says(talk, "He built the bridge.")
    expect(widget.button).to_contain_text("1 new")
    widget.button.click()
    expect(widget.frame.get_by_text("He built the bridge.")).to_be_in_viewport()


def _speaks_another_language(widget: Widget) -> None:
    """It is the same talk."""
    expect(widget.page.get_by_role("link", name="Open in a tab")).to_have_count(0)
    widget.frame.get_by_role("link", name="Español").click()
    expect(widget.frame.get_by_role("heading", name="Su pregunta")).to_be_visible()
    expect(widget.frame.get_by_text("He built the bridge.")).to_be_visible()
    widget.frame.get_by_role("link", name="English").click()
    expect(widget.frame.get_by_role("heading", name="Your question")).to_be_visible()


def _leaves_and_asks_anew(widget: Widget) -> None:
    """Leaving takes everything along."""
    widget.frame.get_by_role("button", name="Leave and wipe").click()
    expect(widget.frame.get_by_role("heading", name="Goodbye")).to_be_visible()
    widget.frame.get_by_role("link", name="Ask something else").click()
    expect(widget.frame.get_by_label("What would you like to know?")).to_have_value("")


def test_on_a_phone_it_is_the_whole_screen_and_nobody_comes_behind_it(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    allow(people, site.address)
    site.page("/phone/", line(desk.address) + CATALOG)
    widget = visitor(people, f"{site.address}/phone/", PHONE)
    widget.opens()
    dialog = widget.page.locator("commondesk-widget [role=dialog]")
    assert dialog.bounding_box() == {"x": 0, "y": 0, **PHONE}
    assert widget.page.evaluate("document.body.inert") is True
    assert widget.button.evaluate("one => one.inert") is True
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    expect(widget.button).to_be_focused()
    assert widget.page.evaluate("document.body.inert") is False


def test_in_a_private_window_the_browser_asks_before_the_talk_is_lost(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    allow(people, site.address)
    site.page("/private/", line(desk.address) + CATALOG)
    widget = visitor(people, f"{site.address}/private/")
    widget.opens()
    code = widget.asks("Who was mayor in 1902?")
    expect(widget.frame.get_by_text("This browser does not let us keep anything")).to_be_visible()
    expect(widget.frame.get_by_role("link", name="Español")).to_be_hidden()
    answer(otto, widget, code)
    asked: list[str] = []
    widget.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    widget.page.close(run_before_unload=True)
    expect(widget.frame.get_by_text("I am looking.")).to_be_visible()
    assert asked == ["beforeunload"]


def test_two_libraries_on_one_page_keep_two_talks_apart(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    allow(people, site.address)
    site.page("/two/", line(desk.address) * 2 + line(desk.address, "birch") + CATALOG)
    widget = visitor(people, f"{site.address}/two/")
    expect(widget.button).to_have_count(2)
    boxes = [widget.button.nth(number).bounding_box() for number in (0, 1)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert abs(boxes[0]["y"] - boxes[1]["y"]) >= 60
    dialogs = widget.page.locator("commondesk-widget [role=dialog]")
    # Whichever heard from the desk first stands first.
    ames = 0 if "Ames" in (dialogs.nth(0).get_attribute("aria-label") or "") else 1
    widget.button.nth(ames).click()
    expect(dialogs.nth(ames)).to_be_visible()
    with widget.page.expect_popup():  # Birch has named no site: it opens a tab, and this one stays
        widget.button.nth(1 - ames).press("Enter")
    expect(dialogs.nth(ames)).to_be_visible()
    expect(dialogs.nth(1 - ames)).to_be_hidden()


def test_what_the_line_says_goes_first_as_far_as_it_can_be_used(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    said = 'data-colour="#FFE08A" data-label="Ask Ames" data-lift="0" data-corner="start" data-language="es"'
    site.page("/said/", line(desk.address, more=said) + CATALOG)
    widget = visitor(people, f"{site.address}/said/")
    expect(widget.button).to_contain_text("Ask Ames")
    expect(widget.button).to_contain_text("Hay alguien de la biblioteca")
    assert widget.button.evaluate("one => getComputedStyle(one).color") == "rgb(29, 27, 32)"
    assert widget.page.locator("commondesk-widget").get_attribute("lang") == "es"
    box = widget.button.bounding_box()
    assert box is not None
    assert (box["x"], box["y"] + box["height"]) == (16, DESKTOP["height"])
    bad = 'data-colour="red;} * { display: none" data-corner="middle" data-lift="1e9"'
    site.page("/bad/", line(desk.address, more=bad) + CATALOG)
    widget.page.goto(f"{site.address}/bad/")
    expect(widget.button).to_be_in_viewport()


def test_whoever_stays_is_asked_once_and_gently(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    page = allow(people, site.address, more={"After so many seconds on a page": "5"})
    page.get_by_label("Ask visitors whether we can help").check()
    save(page)
    site.page("/stay/", line(desk.address) + CATALOG)
    widget = visitor(people, f"{site.address}/stay/")
    invitation = widget.page.get_by_role("status").filter(has_text="Can we help?")
    expect(invitation).to_be_visible()
    assert widget.page.evaluate("document.activeElement === document.body")
    invitation.get_by_role("button", name="No, thank you").click()
    expect(invitation).to_have_count(0)
    widget.page.reload()
    expect(widget.button).to_be_visible()
    kept = widget.page.evaluate("Object.entries(localStorage)")
    assert kept == [["commondesk:widget:ames:invited", "yes"]]


def test_two_tabs_at_two_libraries_hold_two_talks(
    desk: ServedDesk, people: People, otto: Librarian, at_home: Page
) -> None:
    talks = {}
    tabs = {}
    with LibrarySite() as ames, LibrarySite() as birch:
        allow(people, ames.address)
        allow(people, birch.address, library="birch")
        for name, place in (("ames", ames), ("birch", birch)):
            place.page("/", line(desk.address, name) + CATALOG)
            tabs[name] = Widget(at_home.context.new_page())
            tabs[name].page.goto(place.address)
            tabs[name].opens()
            talks[name] = tabs[name].asks(f"Who founded {name}?")
        for name, widget in tabs.items():
            answer(otto, widget, talks[name])
            widget.page.reload()
            expect(widget.frame.get_by_text(f"Who founded {name}?")).to_be_visible()
            expect(widget.frame.get_by_text("Good morning. I am looking.")).to_have_count(1)
