"""A library from nothing to its first answered question: by the pages' own words, in browsers alone.

Hana of the help desk adds it and invites Mia, who sets it up and invites Lena, who answers Pia.
"""

from __future__ import annotations

import email
import email.policy
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.channels.email.smtp_server import SmtpServer, smtp_server
from tests.stories.looking import keep_picture, too_wide, violations
from tests.stories.patron_desk import DESKTOP
from tests.stories.people import People, patron_says, say
from tests.support.served_desk import ServedDesk

NAME = "Maple Falls Library"
QUESTION = "Who built the mill at the falls?"
WINE = "rgb(122, 31, 61)"
PATIENCE = 60


@pytest.fixture(scope="module")
def mails() -> Iterator[SmtpServer]:
    with smtp_server() as server:
        yield server


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, mails: SmtpServer) -> Iterator[ServedDesk]:
    served = ServedDesk(tmp_path_factory.mktemp("desk"))
    served.environment["COMMONDESK_SMTP_URL"] = f"smtp://127.0.0.1:{mails.port}?tls=off"
    with served:
        yield served


def test_a_new_library_from_nothing_to_its_first_answer(
    people: People, desk: ServedDesk, mails: SmtpServer
) -> None:
    the_help_desk_adds_it(people.librarian("hana@desk.example"))
    mia = joins(people, mails, "mia@maple.example", "Mia Lund")
    expect(mia.get_by_role("heading", name=NAME, level=1)).to_be_visible()
    mia_says_who_they_are(mia)
    mia_sets_the_hours(mia)
    mia_says_where_it_rings_next(mia)
    mia_invites_a_colleague(mia)
    lena = joins(people, mails, "lena@maple.example", "Lena Park")
    otto = people.on_duty("otto@birch.example")
    goes_on_duty(lena)
    pia = asks_at_the_librarys_page(people, mia)
    rings_with_her_first(lena, otto)
    is_answered(lena, pia)
    stands_in_the_report(mia)


def the_help_desk_adds_it(hana: Page) -> None:
    hana.get_by_role("button", name="Hana").click()
    hana.get_by_role("link", name="The consortium's settings").click()
    hana.get_by_role("link", name="Libraries", exact=True).click()
    hana.get_by_role("link", name="Add a library").click()
    hana.get_by_label("Name", exact=True).fill(NAME)
    hana.get_by_label("Own queue that rolls on to").select_option("statewide")
    hana.get_by_role("button", name="Add it").click()
    expect(hana.get_by_role("status")).to_contain_text(f"{NAME} is added. Next: invite its coordinator")
    expect(hana.get_by_label("Role")).to_have_value("coordinator")
    looks_well(hana, "1-added")
    invites(hana, "mia@maple.example")


def invites(page: Page, address: str) -> None:
    page.get_by_label("E-mail").fill(address)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("status")).to_contain_text(f"An invitation to {address} is on its way.")


def joins(people: People, mails: SmtpServer, address: str, name: str) -> Page:
    """By the link of the mail that came."""
    page = people.pia()
    page.goto(link_to(mails, address))
    looks_well(page, f"2-{name.split()[0].lower()}-joins")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Choose a password").fill("quiet-lamp-and-ledger")
    page.get_by_role("button", name="Join and sign in").click()
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    return page


def link_to(mails: SmtpServer, address: str) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for raw in mails.mails:
            mail = email.message_from_string(raw, policy=email.policy.default)
            if mail["To"] == address and (
                found := re.search(r"http://\S+/invitation/\S+", mail.get_content())
            ):
                return found[0]
        time.sleep(0.2)
    raise AssertionError(f"no invitation has come to {address}")


def mia_says_who_they_are(mia: Page) -> None:
    expect(mia.get_by_role("heading", name="What is left to do")).to_be_visible()
    looks_well(mia, "3-left-to-do")
    mia.get_by_role("link", name="Say where the library is found").click()
    for label, value in {
        "Address": "1 Mill Lane", "City": "Maple Falls", "State": "IA", "ZIP": "50010",
        "E-mail": "ask@maple.example", "Phone": "555 0142", "Greeting": "Welcome to Maple Falls.",
        "Notes for visiting staff": "Cards are made at the desk.", "Colour": "#7A1F3D",
    }.items():  # fmt: skip
        mia.get_by_label(label, exact=True).fill(value)
    mia.get_by_label("Time zone").select_option("America/Chicago")
    for language in ("English", "Spanish"):
        mia.get_by_role("checkbox", name=language).check()
    mia.get_by_role("button", name="Save", exact=True).click()
    expect(mia.get_by_role("status")).to_contain_text("Saved.")
    expect(mia.get_by_role("status")).to_be_in_viewport()
    expect(mia.get_by_role("link", name="Say where the library is found")).to_have_count(0)
    looks_well(mia, "4-who-they-are")


def mia_sets_the_hours(mia: Page) -> None:
    """Two openings on Monday, and a staff day on which it is closed."""
    mia.get_by_role("link", name="Set the opening hours").click()
    for at, (opens, closes) in enumerate([("09:00", "12:00"), ("13:00", "17:30")]):
        mia.get_by_label("Monday: opens").nth(at).fill(opens)
        mia.get_by_label("Monday: closes").nth(at).fill(closes)
    mia.get_by_role("button", name="Save the week").click()
    expect(mia.get_by_role("table")).to_contain_text("9:00\xa0AM – 12:00\xa0PM, 1:00\xa0PM – 5:30\xa0PM")
    days = mia.locator("section", has=mia.get_by_role("heading", name="Days that differ"))
    days.get_by_label("First day").fill("2099-12-24")
    days.get_by_label("Reason").fill("Staff day")
    days.get_by_role("button", name="Add these days").click()
    expect(days.locator("li")).to_contain_text("Staff day")
    looks_well(mia, "5-hours")


def mia_says_where_it_rings_next(mia: Page) -> None:
    mia.get_by_role("link", name="Rolling on").click()
    expect(mia.get_by_label("Rolls on to")).to_have_value("statewide")
    mia.get_by_label("After so many seconds").fill("300")
    mia.get_by_role("button", name="Save", exact=True).click()
    expect(mia.get_by_role("status")).to_contain_text("Saved.")
    looks_well(mia, "6-rolling-on")


def mia_invites_a_colleague(mia: Page) -> None:
    """Where the page says what comes next."""
    mia.get_by_role("main").get_by_role("link", name="Invite those who answer").click()
    expect(mia.get_by_label("Role")).to_have_value("librarian")
    invites(mia, "lena@maple.example")
    looks_well(mia, "7-staff")


def goes_on_duty(lena: Page) -> None:
    expect(lena.get_by_role("heading", name="Waiting")).to_be_visible()
    lena.locator("[data-off-duty]").get_by_role("button", name="Go on duty").click()
    lena.get_by_role("button", name="Go on duty for all").click()
    lena.keyboard.press("Escape")
    expect(lena.locator("[data-duty-state]")).to_have_text("On duty")


def asks_at_the_librarys_page(people: People, mia: Page) -> Page:
    """At the address to which the last step leads, in the library's own colour."""
    last = mia.get_by_role("main").get_by_role("link", name="Ask a question at your own page, and answer it")
    pia = people.pia()
    pia.goto(f"{people.address}{last.get_attribute('href')}")
    expect(pia.get_by_text(NAME).first).to_be_visible()
    ask = pia.get_by_role("button", name="Ask", exact=True)
    assert ask.evaluate("each => getComputedStyle(each).backgroundColor") == WINE
    looks_well(pia, "8-asks")
    pia.get_by_label("What would you like to know?").fill(QUESTION)
    ask.click()
    pia.wait_for_url("**/c/*/")
    return pia


def rings_with_her_first(lena: Page, otto: Page) -> None:
    expect(lena.locator("#read-aloud")).to_have_text(f"A new patron waits, {NAME}: {QUESTION}")
    row = otto.locator("console-waiting .row", has_text=QUESTION)
    expect(row.locator(".row-turn")).to_have_text(f"Rings first at {NAME}")


def is_answered(lena: Page, pia: Page) -> None:
    lena.locator("console-waiting .row", has_text=QUESTION).get_by_role("button", name="Claim").click()
    expect(lena.locator("console-beside")).to_contain_text("Welcome to Maple Falls.")
    say(lena, "Two sisters, in 1871; here is their picture.")
    expect(pia.get_by_text("Two sisters, in 1871; here is their picture.")).to_be_visible()
    expect(pia.get_by_text(f"With Lena ({NAME})")).to_be_visible()
    patron_says(pia, "That is all I wanted to know.")
    expect(lena.locator(".talk-log")).to_contain_text("That is all I wanted to know.")
    looks_well(lena, "9-answers")
    lena.get_by_role("button", name="Close", exact=True).click()
    dialog = lena.get_by_role("dialog")
    for field, value in (("kind", "reference"), ("outcome", "answered")):
        dialog.locator(f"#question-0-{field}").select_option(value)
    dialog.get_by_role("button", name="Close it").click()
    expect(dialog).to_be_hidden()
    expect(lena.locator("console-mine [data-row]")).to_have_count(0)


def stands_in_the_report(mia: Page) -> None:
    """And nothing is left to do."""
    mia.reload()
    expect(mia.get_by_role("heading", name="What is left to do")).to_have_count(0)
    mia.get_by_role("link", name="Back to the desk").click()
    mia.get_by_role("link", name="Reports").click()
    expect(mia.get_by_role("main")).to_contain_text(f"Counted for {NAME}")
    expect(mia.get_by_role("main")).to_contain_text("1 question asked, 1 answered, 0 lost")
    taken = mia.get_by_role("region", name="By answering library").get_by_role("row", name=NAME)
    expect(taken.get_by_role("cell")).to_have_text(["1", "1", "0", "0", "0", "0", "0"])
    looks_well(mia, "10-report")


def looks_well(page: Page, name: str) -> None:
    """No barrier that axe finds, nothing wider than the smallest screen."""
    size = page.viewport_size
    keep_picture(page, name)
    assert (name, violations(page), too_wide(page)) == (name, [], [])
    page.set_viewport_size(size)  # type: ignore[arg-type]
