"""A library's logo, from the coordinator's file to the patron's page: light, still, and without a barrier."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Request, expect

from tests.stories.looking import barriers, too_wide
from tests.stories.people import People
from tests.support.files import png, turned_png
from tests.support.served_desk import ServedDesk

LOGO = {"name": "logo.png", "mimeType": "image/png", "buffer": png(400, 100)}
SHIFT = """() => new Promise((done) => {
  const sum = (list) => done(list.getEntries().reduce((all, one) => all + one.value, 0));
  new PerformanceObserver(sum).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(0), 500);
})"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("logo")) as served:
        yield served


def test_a_coordinator_hangs_it_and_every_patron_sees_it(people: People, desk: ServedDesk) -> None:
    noor, page = people.librarian("noor@ames.example"), people.pia()
    noor.goto(f"{desk.address}/library/ames/logo/")
    noor.get_by_label("Picture").set_input_files([LOGO])  # type: ignore[list-item]
    noor.get_by_role("button", name="Use this picture").click()
    expect(noor.get_by_text("Saved.")).to_be_visible()
    assert (barriers(noor), too_wide(noor)) == ([], [])

    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108
    page.goto(f"{desk.address}/ask/ames/", wait_until="networkidle")
    logo = page.get_by_role("img", name="Ames Public Library")
    expect(logo).to_be_visible()
    box = logo.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (160, 40)
    others = [request.url for request in asked if "/logo/" not in request.url]
    assert len(others) <= 3, others  # what every ask page may need; a browser keeps the logo for good
    assert len(asked) - len(others) == 1
    assert page.evaluate(SHIFT) < 0.01
    assert (barriers(page), too_wide(page)) == ([], [])

    noor.get_by_role("button", name="Remove the logo").click()
    expect(noor.get_by_text("There is none yet")).to_be_visible()
    page.reload()
    expect(page.get_by_role("img")).to_have_count(0)


def test_a_picture_that_lies_on_its_side_stands_upright_and_takes_the_room_it_needs(
    people: People, desk: ServedDesk
) -> None:
    noor, page = people.librarian("noor@ames.example"), people.pia()
    noor.goto(f"{desk.address}/library/ames/logo/")
    noor.get_by_label("Picture").set_input_files([{**LOGO, "buffer": turned_png(6)}])  # type: ignore[list-item, dict-item]
    noor.get_by_role("button", name="Use this picture").click()
    expect(noor.get_by_text("Saved.")).to_be_visible()
    page.goto(f"{desk.address}/ask/ames/", wait_until="networkidle")
    logo = page.get_by_role("img", name="Ames Public Library")
    assert logo.evaluate("one => [one.naturalWidth, one.naturalHeight]") == [100, 400]
    assert (logo.get_attribute("width"), logo.get_attribute("height")) == ("10", "40")
    assert page.evaluate(SHIFT) < 0.01
