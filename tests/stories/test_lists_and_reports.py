"""What was said is found again and kept as a view; a coordinator reads the month. For every eye and hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.stories.people import People, ask
from tests.support.served_desk import ServedDesk

PATIENCE = 20


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("desk")) as served:
        yield served


def looks_well(page: Page) -> None:
    """Light and dark, on a phone and on a desk: no barrier that axe finds, nothing wider than the screen."""
    for width in (360, 1440):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = Axe().run(page).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_was_said_is_found_and_the_search_kept_as_a_view(people: People, desk: ServedDesk) -> None:
    ines, pia = people.librarian("ines@ames.example"), people.pia()
    code = ask(pia, desk.address)
    words = pia.locator(".message-body").first.inner_text().split()[-2]
    ines.goto(f"{desk.address}/desk/conversations/")
    for _each in range(PATIENCE):
        ines.get_by_label("Words that were said").fill(words)
        ines.get_by_role("button", name="Find").click()
        if ines.locator(".found").count():
            break
        ines.wait_for_timeout(1000)
    expect(ines.locator(".found")).to_contain_text(code)
    ines.get_by_text("Save this search as a view").click()
    looks_well(ines)
    ines.get_by_label("Name of the view").fill("What Pia asked")
    ines.get_by_label("Open the list with it").check()
    ines.get_by_role("button", name="Save the view").click()
    expect(ines.get_by_role("status")).to_contain_text("“What Pia asked” is saved.")
    ines.goto(f"{desk.address}/desk/conversations/")
    expect(ines.get_by_role("link", name="What Pia asked")).to_have_attribute("aria-current", "page")
    looks_well(ines)
    ines.get_by_role("button", name="Delete the view What Pia asked").click()
    ines.get_by_role("button", name="Undo").click()
    expect(ines.get_by_role("link", name="What Pia asked")).to_be_visible()


def test_a_coordinator_reads_the_month(people: People, desk: ServedDesk) -> None:
    noor, pia = people.librarian("noor@ames.example"), people.pia()
    ask(pia, desk.address)
    noor.get_by_role("link", name="Reports").click()
    expect(noor.get_by_role("main")).to_contain_text("Counted for Ames Public Library")
    looks_well(noor)
    with noor.expect_download() as download:
        noor.get_by_role("link", name="Download as CSV").click()
    assert download.value.path().read_bytes().startswith(b"\xef\xbb\xbfmonth,table,name,figure,value")
