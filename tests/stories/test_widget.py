"""One line of script puts the desk on a library's site, from its settings to an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, FrameLocator, Locator, Page, expect

from tests.cast import PASSWORD
from tests.stories.library_site import HOSTILE, LibrarySite, line
from tests.stories.looking import barriers, keep_picture, violations
from tests.stories.patron_desk import DESKTOP, PHONE, Librarian
from tests.stories.people import People
from tests.support.served_desk import ServedDesk

CATALOG = "<main><h1>Catalog</h1><p>Nothing was found.</p><a href='/visit/'>Visit us</a></main>"
VISIT = "<main><h1>Visit</h1><a href='/catalog/'>Catalog</a></main>"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("widget")) as served:
        yield served


@pytest.fixture(scope="module")
def site() -> Iterator[LibrarySite]:
    with LibrarySite() as served:
        yield served


@pytest.fixture
def otto(desk: ServedDesk) -> Librarian:
    found = Librarian(desk)
    found.comes_on_duty()
    return found


class Widget:
    """As a visitor of the site has it before them."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def button(self) -> Locator:
        return self.page.locator("commondesk-widget button.launch")

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("commondesk-widget iframe")

    def opens(self) -> None:
        self.button.click()
        expect(self.frame.get_by_role("heading", name="Ask a librarian")).to_be_visible()

    def asks(self, question: str) -> str:
        self.frame.get_by_label("What would you like to know?").fill(question)
        self.frame.get_by_role("button", name="Ask", exact=True).click()
        expect(self.frame.get_by_role("heading", name="Your question")).to_be_visible()
        self.frame.locator(".slip summary").click()
        return self.frame.locator("[data-part=code]").inner_text()

    def says(self, words: str) -> None:
        self.frame.get_by_role("textbox", name="Write a message").fill(words)
        self.frame.get_by_role("textbox", name="Write a message").press("Enter")


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


def visitor(people: People, address: str, size: dict[str, int] = DESKTOP) -> Widget:
    """In a private window, where the frame can keep nothing."""
    page = people.pia()
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(address)
    return Widget(page)


def allow(people: People, *sites: str, more: dict[str, str] | None = None) -> Page:
    """Noor names the sites, as any coordinator does."""
    page = people.pia()
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.goto(f"{people.address}/library/ames/widget/")
    page.get_by_label("E-mail").fill("noor@ames.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Sites").fill("\n".join(sites))
    for label, value in (more or {}).items():
        page.get_by_label(label).fill(value)
    save(page)
    return page


def save(page: Page) -> None:
    """The page that comes back says so, unless all was as it was."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def answer(otto: Librarian, widget: Widget, code: str) -> None:
    otto.does(code, "claim", key=f"claim-{code}-0123456")
    otto.says(code, "Good morning. I am looking.")
    expect(widget.frame.get_by_text("Good morning. I am looking.")).to_be_visible()


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

    # The site's next page has it open again, with what was said.
    widget.page.get_by_role("link", name="Visit us").click()
    widget.page.wait_for_url("**/visit/")
    expect(widget.frame.get_by_text("I have all day.")).to_be_visible()
    assert widget.page.evaluate("document.activeElement.localName") == "body"
    otto.says(talk, "He was Amos Ames.")
    expect(widget.frame.get_by_text("He was Amos Ames.")).to_be_visible()

    # Closed, it counts what comes; Escape closes it from inside and gives the focus back.
    widget.frame.get_by_role("textbox", name="Write a message").press("Escape")
    expect(widget.button).to_be_focused()
    expect(widget.button).to_have_attribute("aria-expanded", "false")
    otto.says(talk, "From 1899 to 1903.")
    expect(widget.button).to_contain_text("1 new")
    widget.button.click()
    expect(widget.frame.get_by_text("From 1899 to 1903.")).to_be_visible()
    expect(widget.button).not_to_contain_text("1 new")

    # Closed on the way to a further page, it goes on unseen, and says so.
    widget.frame.get_by_role("textbox", name="Write a message").press("Escape")
    widget.page.goto(f"{site.address}/catalog/")
    expect(widget.frame.get_by_role("log")).to_have_count(1)
    otto.says(talk, "He built the bridge.")
    expect(widget.button).to_contain_text("1 new")
    widget.button.click()
    expect(widget.frame.get_by_text("He built the bridge.")).to_be_in_viewport()

    # In another language it is the same talk.
    expect(widget.page.get_by_role("link", name="Open in a tab")).to_have_count(0)
    widget.frame.get_by_role("link", name="Español").click()
    expect(widget.frame.get_by_role("heading", name="Su pregunta")).to_be_visible()
    expect(widget.frame.get_by_text("He built the bridge.")).to_be_visible()
    widget.frame.get_by_role("link", name="English").click()
    expect(widget.frame.get_by_role("heading", name="Your question")).to_be_visible()

    # Leaving takes everything along: what opens next is a new question.
    widget.frame.get_by_role("button", name="Leave and wipe").click()
    expect(widget.frame.get_by_role("heading", name="Goodbye")).to_be_visible()
    widget.frame.get_by_role("link", name="Ask something else").click()
    expect(widget.frame.get_by_label("What would you like to know?")).to_have_value("")
    assert [each for each in refused if "Content Security Policy" in each] == []


def test_a_page_that_wants_to_hide_or_bend_it_cannot(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    allow(people, site.address)
    site.page("/hostile/", f"<style>{HOSTILE}</style>{line(desk.address)}{CATALOG}")
    widget = visitor(people, f"{site.address}/hostile/")
    widget.opens()
    box = widget.page.locator("commondesk-widget [role=dialog]").bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == (380, 600)
    for scheme in ("light", "dark"):
        for size in (PHONE, DESKTOP):
            widget.page.set_viewport_size(size)  # type: ignore[arg-type]
            widget.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            frame = widget.page.frames[1]
            assert violations(frame) == []  # type: ignore[arg-type]
    keep_picture(widget.page, "widget-open")


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


def test_a_frame_in_a_sandbox_without_storage_still_gets_an_answer(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    allow(people, "*")
    site.page("/inner/", line(desk.address) + CATALOG)
    sandbox = (
        "<iframe sandbox='allow-scripts allow-forms allow-popups' src='/inner/' width='1000' height='800'>"
    )
    site.page("/outer/", f"<main><h1>Outside</h1>{sandbox}</iframe></main>")
    page = people.pia()
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.goto(f"{site.address}/outer/")
    inner = page.frame_locator("main iframe")
    inner.locator("button.launch").click()
    frame = inner.frame_locator("commondesk-widget iframe")
    frame.get_by_role("button", name="Ask", exact=True).click()
    expect(frame.get_by_text("There is nothing to read in this yet.")).to_be_visible()
    frame.get_by_label("What would you like to know?").fill("Is there a map?")
    frame.get_by_role("button", name="Ask", exact=True).click()
    expect(frame.get_by_role("heading", name="Your question")).to_be_visible()
    expect(frame.get_by_text("This browser does not let us keep anything")).to_be_visible()
    frame.locator(".slip summary").click()
    code = frame.locator("[data-part=code]").inner_text()
    otto.does(code, "claim", key=f"claim-{code}-0123456")
    otto.says(code, "Yes, of 1880.")
    expect(frame.get_by_text("Yes, of 1880.")).to_be_visible()
    frame.get_by_role("textbox", name="Write a message").fill("Thank you.")
    frame.get_by_role("textbox", name="Write a message").press("Enter")
    otto.waits_to_read(code, "Thank you.")


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


def test_where_it_may_not_stand_the_button_opens_a_tab(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    allow(people, "https://www.ames.example")
    site.page("/elsewhere/", line(desk.address) + CATALOG)
    widget = visitor(people, f"{site.address}/elsewhere/")
    with widget.page.expect_popup() as opened:
        widget.button.click()
    opened.value.wait_for_url(f"{desk.address}/ask/ames/")
    assert widget.page.locator("commondesk-widget iframe").count() == 0


def test_neither_does_it_stand_in_a_site_that_stands_in_another(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    allow(people, site.address)
    site.page("/inner-site/", line(desk.address) + CATALOG)
    with LibrarySite() as portal:
        portal.page("/", f"<iframe src='{site.address}/inner-site/' width='900' height='540'></iframe>")
        page = people.pia()
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        page.goto(portal.address)
        with page.expect_popup() as opened:
            page.frame_locator("iframe").locator("button.launch").click()
        opened.value.wait_for_url(f"{desk.address}/ask/ames/")


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
    widget.button.nth(0).click()
    expect(dialogs.nth(0)).to_be_visible()
    with widget.page.expect_popup():  # Birch has named no site: it opens a tab, and this one stays
        widget.button.nth(1).press("Enter")
    expect(dialogs.nth(0)).to_be_visible()
    expect(dialogs.nth(1)).to_be_hidden()


def test_it_shows_only_where_it_is_meant_to_also_where_pages_change_by_script(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    allow(people, site.address, more={"Never on these pages": "/kids/*"})
    site.page("/app/", line(desk.address) + CATALOG)
    widget = visitor(people, f"{site.address}/app/")
    expect(widget.button).to_be_visible()
    widget.page.evaluate(
        "history.pushState({}, '', '/kids/games/'); document.body = document.createElement('body')"
    )
    expect(widget.button).to_be_hidden()
    widget.page.evaluate("history.pushState({}, '', '/app/two/')")
    expect(widget.button).to_be_visible()
    allow(people, site.address, more={"Never on these pages": ""})


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


def test_an_old_browser_has_it_all_the_same(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    allow(people, site.address, more={"Never on these pages": "/kids/*"})
    site.page("/old/", line(desk.address) + CATALOG)
    page = people.pia()
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.add_init_script("delete window.navigation; delete window.CSSStyleSheet.prototype.replaceSync;")
    page.goto(f"{site.address}/old/")
    widget = Widget(page)
    widget.opens()
    page.get_by_role("button", name="Close").click()
    page.evaluate("history.pushState({}, '', '/kids/')")
    expect(widget.button).to_be_hidden()
    allow(people, site.address, more={"Never on these pages": ""})


def test_a_desk_that_is_down_leaves_the_page_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, site: LibrarySite, people: People
) -> None:
    site.page("/down/", line("http://127.0.0.1:9") + CATALOG)
    page = people.pia()
    page.goto(f"{site.address}/down/")
    expect(page.get_by_role("heading", name="Catalog")).to_be_visible()
    assert page.evaluate("document.readyState") == "complete"
    assert page.locator("commondesk-widget").count() == 0


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


def test_a_hostile_page_hears_nothing_and_is_not_listened_to(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    allow(people, site.address)
    hears = "window.heard = []; addEventListener('message', ({ data }) => heard.push(JSON.stringify(data)))"
    listening = f"<script>{hears}</script>"
    site.page("/hears/", listening + line(desk.address) + CATALOG)
    widget = visitor(people, f"{site.address}/hears/")
    widget.opens()
    code = widget.asks("My secret question")
    frame = widget.page.frames[1]
    widget.page.evaluate(
        "frames[0]?.postMessage({ commondesk: 'close', token: 'x', question: 'y' }, '*');"
        "window.postMessage({ commondesk: 'close' }, '*')"
    )
    answer(otto, widget, code)
    expect(widget.button).to_have_attribute("aria-expanded", "true")
    heard = " ".join(widget.page.evaluate("heard"))
    assert '{"commondesk":"said"}' in heard
    assert not re.search(r"secret|Good morning|token\":\"[^x]", heard)
    assert frame.url.startswith(f"{desk.address}/w/ames/")
