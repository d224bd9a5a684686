"""The desk on a site that is no library's: the talk stays in the consortium's frame."""

from __future__ import annotations

from html import unescape

from playwright.sync_api import expect

from tests.stories.library_site import LibrarySite, line
from tests.stories.looking import barriers, keep_picture
from tests.stories.patron_desk import Librarian
from tests.stories.people import People
from tests.stories.widget_site import CATALOG, allow, answer, visitor
from tests.stories.widget_site import desk as desk
from tests.stories.widget_site import site as site
from tests.support.served_desk import ServedDesk


def test_the_help_desk_pastes_a_line_without_a_library_and_a_visitor_gets_an_answer(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    settings = allow(people, site.address, more={"Words on the button": "Ask the whole valley"}, library="")
    keep_picture(settings, "widget-of-all-settings")
    assert barriers(settings) == []
    site.page("/catalog/", unescape(settings.locator("#widget-code").input_value()) + CATALOG)
    widget = visitor(people, f"{site.address}/catalog/")
    expect(widget.button).to_contain_text("Ask the whole valley")
    widget.opens()
    # Somebody of Ames, whose own widget may not stand on this site.
    widget.frame.get_by_text("More that may help us").click()
    widget.frame.get_by_label("Library or ZIP code").fill("Ames Public Library")
    code = widget.asks("Who was mayor in 1901?")
    answer(otto, widget, code)
    otto.does(code, "close", closing="Amos Ames.", key="closing-" + "0" * 12)
    widget.frame.get_by_role("link", name="Ask something else").click()
    expect(widget.frame.get_by_label("What would you like to know?")).to_have_value("")
    widget.asks("And in 1902?")
    widget.frame.get_by_role("button", name="Leave and wipe").click()
    expect(widget.frame.get_by_role("heading", name="Goodbye")).to_be_visible()
    widget.frame.get_by_role("link", name="Ask something else").click()
    expect(widget.frame.get_by_label("What would you like to know?")).to_be_visible()


def test_a_line_that_names_none_and_one_that_does_are_two_buttons(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    site.page("/both/", line(desk.address) + line(desk.address, "") * 2 + CATALOG)
    widget = visitor(people, f"{site.address}/both/")
    expect(widget.button).to_have_count(2)
    page = widget.page
    names = page.locator("commondesk-widget [role=dialog]").evaluate_all(
        "all => all.map((one) => one.getAttribute('aria-label')).sort()"
    )
    assert names == ["Ask a librarian, Ames Public Library", "Ask a librarian, Ask a Librarian"]


def test_on_a_lost_line_the_talk_that_opens_again_says_so_and_lets_one_ask_meanwhile(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    allow(people, site.address)
    site.page("/one/", line(desk.address) + CATALOG)
    # Its own frame holds the storage of the tab, as a browser gives it to a page of the same site.
    page = people.pia()
    page.goto(f"{desk.address}/w/ames/")
    page.get_by_label("What would you like to know?").fill("Who was mayor in 1901?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", name="Your question")).to_be_visible()

    page.route("**/c/*/?framed", lambda route: route.abort())
    page.reload()
    status = page.locator("[data-part=opening]")
    expect(status).to_have_attribute("role", "status")
    expect(status).to_have_text("Your conversation is being opened again.")
    expect(status).to_contain_text("We cannot reach the desk just now. Your conversation is kept")
    assert page.locator("#ask").evaluate("form => form.inert") is True
    keep_picture(page, "widget-opens-again")
    assert barriers(page) == []
    page.get_by_role("button", name="Ask something else").click()
    expect(status).to_contain_text("Your question is kept. The code")
    expect(page.get_by_label("What would you like to know?")).to_be_focused()
    assert page.locator("#ask").evaluate("form => form.inert") is False

    page.unroute("**/c/*/?framed")
    page.reload()
    expect(page.get_by_role("log")).to_contain_text("Who was mayor in 1901?")
