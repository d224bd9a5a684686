"""A coordinator sets up hours and colour, and invites a colleague who accepts and goes on duty."""

from __future__ import annotations

import email
import email.policy
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.stories.looking import barriers, keep_picture, too_wide
from tests.stories.people import People, ask, claim_from_the_list, say
from tests.support.served_desk import ServedDesk

PATIENCE = 60
WINE = "rgb(122, 31, 61)"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    served = ServedDesk(tmp_path_factory.mktemp("desk"))
    served.environment["COMMONDESK_DEMO"] = "on"  # its mail is written into a folder
    with served:
        yield served


def my_library(page: Page) -> None:
    page.get_by_role("button", name="Noor").click()
    page.get_by_role("link", name="My library").click()
    expect(page.get_by_role("heading", name="Ames Public Library", level=1)).to_be_visible()


def to(page: Page, subject: str) -> None:
    page.get_by_role("navigation", name="Settings of the library").get_by_role("link", name=subject).click()
    expect(page.get_by_role("link", name=subject).first).to_have_attribute("aria-current", "page")


def looks_well(page: Page) -> None:
    """No barrier that axe finds, and nothing wider than the screen."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def invited_link(folder: Path) -> str:
    """The link of the only mail, once it has left."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for path in (folder / "mail").glob("*"):
            body = email.message_from_bytes(path.read_bytes(), policy=email.policy.default).get_content()
            if found := re.search(r"http://\S+/invitation/\S+", body):
                return found[0]
        time.sleep(0.2)
    raise AssertionError("no invitation has left")


def test_a_coordinator_sets_hours_and_colour_and_takes_a_slip_back(people: People, desk: ServedDesk) -> None:
    noor, pia = people.librarian("noor@ames.example"), people.pia()
    my_library(noor)
    looks_well(noor)
    noor.get_by_label("Colour").fill("#7A1F3D")
    noor.get_by_label("Notes for visiting staff").fill("Printing is by appointment.")
    noor.get_by_role("button", name="Save").click()
    expect(noor.get_by_role("status")).to_contain_text("Saved.")

    to(noor, "Opening hours")
    noor.get_by_label("Monday: opens").first.fill("09:00")
    noor.get_by_label("Monday: closes").first.fill("12:00")
    noor.get_by_label("Monday: opens").nth(1).fill("13:00")
    noor.get_by_label("Monday: closes").nth(1).fill("17:30")
    noor.get_by_role("button", name="Save the week").click()
    expect(noor.get_by_role("table")).to_contain_text("9:00\xa0AM – 12:00\xa0PM, 1:00\xa0PM – 5:30\xa0PM")
    looks_well(noor)
    noor.get_by_role("button", name="Undo").click()
    expect(noor.get_by_role("table")).not_to_contain_text("9:00")
    noor.get_by_role("button", name="Undo").click()
    expect(noor.get_by_role("table")).to_contain_text("5:30\xa0PM")

    to(noor, "Who you serve")
    noor.get_by_label("ZIP codes").fill("32177, 32189\nAmes")
    noor.get_by_role("button", name="Save").click()
    expect(noor.get_by_text("“Ames” is no ZIP code")).to_be_visible()
    looks_well(noor)
    noor.get_by_label("ZIP codes").fill("32177, 32189")
    noor.get_by_role("button", name="Save").click()
    expect(noor.get_by_text("2 ZIP codes are yours.")).to_be_visible()
    looks_well(noor)

    to(noor, "What others see")
    expect(noor.get_by_role("main")).to_contain_text("Printing is by appointment.")

    pia.goto(f"{desk.address}/ask/ames/")
    button = pia.get_by_role("button", name="Ask", exact=True)
    assert button.evaluate("each => getComputedStyle(each).backgroundColor") == WINE
    pia.goto(f"{desk.address}/ask/birch/")
    assert button.evaluate("each => getComputedStyle(each).backgroundColor") != WINE


def test_whoever_is_invited_accepts_goes_on_duty_and_answers(people: People, desk: ServedDesk) -> None:
    noor, pia = people.librarian("noor@ames.example"), people.pia()
    my_library(noor)
    to(noor, "Staff")
    noor.get_by_label("E-mail").fill("lena@ames.example")
    noor.get_by_role("button", name="Send the invitation").click()
    expect(noor.get_by_role("status")).to_contain_text("An invitation to lena@ames.example is on its way.")
    looks_well(noor)

    lena = people.pia()
    lena.goto(invited_link(desk.folder))
    looks_well(lena)
    lena.get_by_label("Your name").fill("Lena Park")
    lena.get_by_label("Choose a password").fill("quiet-lamp-and-ledger")
    lena.get_by_role("button", name="Join and sign in").click()
    lena.set_viewport_size({"width": 1440, "height": 900})
    expect(lena.get_by_role("heading", name="Waiting")).to_be_visible()
    lena.locator("[data-duty-button]").click()
    lena.locator("[data-duty-all]").click()
    expect(lena.locator("[data-duty-state]")).to_have_text("On duty")
    lena.keyboard.press("Escape")

    code = ask(pia, desk.address)
    claim_from_the_list(lena, code)
    say(lena, "Hello, I am new here, and I have the album at hand.")
    expect(pia.get_by_text("With Lena (Ames Public Library)")).to_be_visible()
    noor.reload()
    expect(noor.get_by_role("link", name="Lena Park")).to_be_visible()


def test_what_is_pasted_from_the_promote_page_brings_people_and_is_counted(
    people: People, desk: ServedDesk
) -> None:
    noor, pia = people.librarian("noor@ames.example"), people.pia()
    my_library(noor)
    to(noor, "Promote")
    keep_picture(noor, "promote")
    assert (barriers(noor), too_wide(noor)) == ([], [])
    pictures = "Array.from(document.images, (each) => each.complete && each.naturalWidth > 0)"
    assert noor.evaluate(pictures) == [True] * 6
    code = noor.get_by_label("HTML to paste: Medium button").input_value()
    noor.get_by_role("button", name="Copy Medium button").click()
    expect(noor.get_by_role("status").filter(has_text="Copied.")).to_be_visible()

    site = "https://ames.example/"
    pia.route(site, lambda route: route.fulfill(content_type="text/html", body=code))
    pia.goto(site)
    button = pia.get_by_role("link", name="Ask a librarian")
    assert button.evaluate("each => getComputedStyle(each).display") == "inline-block"
    button.click()
    pia.get_by_role("link", name="Español").click()
    pia.get_by_label("¿Qué le gustaría saber?").fill("¿Dónde está el censo de 1920?")
    pia.get_by_role("button", name="Preguntar", exact=True).click()
    pia.wait_for_url("**/c/*/")
    noor.reload()
    expect(noor.get_by_role("row", name="Medium button")).to_contain_text("1")
