"""In colours that the reader's system dictates, and without movement, everything can still be seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories.patron_desk import Librarian
from tests.stories.people import People, ask
from tests.support.served_desk import ServedDesk

# Style, width, and whether its colour differs from the ground that it stands on.
EDGE = """(place) => {
    const style = getComputedStyle(place);
    const seen = style.borderTopColor !== getComputedStyle(document.body).backgroundColor;
    return [style.borderTopStyle, parseFloat(style.borderTopWidth) >= 1, seen];
}"""
RING = """() => {
    const focused = document.activeElement;
    const around = focused.matches("textarea") && focused.closest(".composer");
    const ring = getComputedStyle(around || focused);
    return [ring.outlineStyle, parseFloat(ring.outlineWidth) >= 2, ring.outlineColor !== "rgba(0, 0, 0, 0)"];
}"""
SEEN = ["solid", True, True]
MOVING = "document.getAnimations().filter((each) => each.effect.getTiming().duration > 1).length"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("colours")) as served:
        Librarian(served).comes_on_duty()
        yield served


def emulate(page: Page) -> None:
    page.emulate_media(forced_colors="active", reduced_motion="reduce")


def unseen(places: Locator) -> list[str]:
    """Those of the shown places whose edge cannot be seen."""
    expect(places.locator("visible=true").first).to_be_visible()
    shown = [place for place in places.all() if place.is_visible()]
    return [place.inner_text() for place in shown if place.evaluate(EDGE) != SEEN]


def rings(page: Page, stops: int) -> list[list[object]]:
    """What is seen of the focus on the next stops of Tab."""
    found = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        found.append(page.evaluate(RING))
    return found


def test_a_patron_sees_buttons_bubbles_and_the_focus(people: People, desk: ServedDesk) -> None:
    page, otto = people.pia(), Librarian(desk)
    emulate(page)
    page.goto(f"{desk.address}/ask/ames/")
    fields = "input:not([type=hidden], [type=checkbox]), textarea"
    assert unseen(page.locator(f"main :is(.button, {fields})")) == []
    assert rings(page, 12) == [SEEN] * 12
    code = ask(page, desk.address)
    assert page.evaluate(MOVING) == 0
    assert unseen(page.locator("main :is(.button, .button-quiet)")) == []
    otto.does(code, "claim")
    otto.says(code, "Yes, here.")
    expect(page.get_by_role("log")).to_contain_text("Yes, here.")
    assert unseen(page.locator(".message-body")) == []
    assert rings(page, 6) == [SEEN] * 6
    page.get_by_text("Come back later, or on another device").click()
    assert page.evaluate(MOVING) == 0
    otto.does(code, "close", closing="Goodbye.", key="closing-" + "0" * 12)
    expect(page.get_by_role("button", name="Partly")).to_be_visible()
    assert unseen(page.locator("main :is(.button, .button-quiet)")) == []
    assert page.evaluate(MOVING) == 0


def test_a_librarian_sees_buttons_bubbles_and_the_focus(people: People, desk: ServedDesk) -> None:
    code = ask(people.pia(), desk.address)
    page = people.librarian("otto@birch.example")
    emulate(page)
    Librarian(desk).does(code, "claim")
    Librarian(desk).says(code, "Yes, here.")
    page.goto(f"{desk.address}/desk/{code}/")
    expect(page.locator(".talk-log")).to_contain_text("Yes, here.")
    assert unseen(page.locator(":is(.button, .button-quiet)")) == []
    assert unseen(page.locator(".message-body")) == []
    assert rings(page, 20) == [SEEN] * 20
    assert page.evaluate(MOVING) == 0
