"""The widget where what is around it is hostile, sandboxed, nested or old, or the desk is down."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.stories.library_site import HOSTILE, LibrarySite, line
from tests.stories.looking import keep_picture, violations
from tests.stories.patron_desk import DESKTOP, PHONE, Librarian
from tests.stories.people import People
from tests.stories.widget_site import CATALOG, Widget, allow, answer, visitor
from tests.stories.widget_site import desk as desk
from tests.stories.widget_site import site as site
from tests.support.served_desk import ServedDesk


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


def test_a_desk_that_is_down_leaves_the_page_as_it_was(site: LibrarySite, people: People) -> None:
    site.page("/down/", line("http://127.0.0.1:9") + CATALOG)
    page = people.pia()
    page.goto(f"{site.address}/down/")
    expect(page.get_by_role("heading", name="Catalog")).to_be_visible()
    assert page.evaluate("document.readyState") == "complete"
    assert page.locator("commondesk-widget").count() == 0


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


def test_a_content_blocker_leaves_the_page_as_it_was(
    desk: ServedDesk, site: LibrarySite, people: People, otto: Librarian
) -> None:
    site.page("/blocked/", line(desk.address) + CATALOG)
    page = people.pia()
    for blocked in ("**/widget.js", "**/widget/*.json*"):
        page.unroute_all()
        page.route(blocked, lambda route: route.abort("blockedbyclient"))
        page.goto(f"{site.address}/blocked/")
        expect(page.get_by_role("heading", name="Catalog")).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert page.locator("commondesk-widget").count() == 0
