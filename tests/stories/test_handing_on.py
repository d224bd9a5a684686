"""Handing on in three browsers: Ines asks Otto to take over, and Pia knows at every moment who has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.stories.people import People, ask, claim_from_the_list, patron_says, say
from tests.support.served_desk import ServedDesk

BRIEF = "She looks for photos of Main Street; our catalogue has none."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("desk")) as served:
        yield served


def hand_on(page: Page, to: str, group: str = "At the desk now") -> None:
    page.locator(".talk-head").get_by_role("button", name="Hand on").click()
    dialog = page.get_by_role("dialog")
    found = dialog.locator(f"optgroup[label='{group}'] option:has-text('{to}')")
    dialog.get_by_label("To", exact=True).select_option(found.get_attribute("value"))
    dialog.get_by_label("Brief").fill(BRIEF)
    dialog.get_by_role("button", name="Hand on").click()
    expect(dialog).to_be_hidden()


def test_a_colleague_reads_the_brief_takes_over_and_goes_on(people: People, desk: ServedDesk) -> None:
    ines, otto, pia = people.on_duty("ines@ames.example"), people.on_duty("otto@birch.example"), people.pia()
    code = ask(pia, desk.address)
    claim_from_the_list(ines, code)
    hand_on(ines, "Otto")
    expect(ines.locator(".talk-standing")).to_contain_text("Otto (Birch County Library) to answer")
    expect(pia.get_by_text("asks Otto (Birch County Library) to take over")).to_be_visible()
    expect(otto.locator("console-offers")).to_contain_text(BRIEF)
    expect(otto.locator("console-offers")).to_contain_text(re.compile(r"[12]:\d\d left to answer"))
    assert BRIEF not in pia.locator("body").inner_text()

    otto.locator("console-offers").get_by_role("button", name="Take over").click()
    expect(otto.locator("console-offers")).to_be_hidden()
    say(otto, "Hello, I have an album of it here.")
    expect(pia.get_by_text("Hello, I have an album of it here.")).to_be_visible()
    expect(pia.get_by_text("With Otto (Birch County Library)")).to_be_visible()
    expect(pia.get_by_role("button", name="I would rather stay")).to_be_hidden()
    expect(ines.locator(f"console-mine [data-row='{code}']")).to_have_count(0)
    patron_says(pia, "Wonderful")
    expect(otto.locator(".talk-log").get_by_text("Wonderful")).to_be_visible()


def test_a_colleague_is_asked_to_help_from_the_menu(people: People, desk: ServedDesk) -> None:
    ines, otto, pia = people.on_duty("ines@ames.example"), people.on_duty("otto@birch.example"), people.pia()
    claim_from_the_list(ines, ask(pia, desk.address))
    ines.get_by_role("button", name="More").click()
    ines.get_by_role("button", name="Ask a colleague to help").click()
    dialog = ines.get_by_role("dialog", name="Ask a colleague to help with")
    otto_now = dialog.locator("optgroup[label='At the desk now'] option:has-text('Otto')")
    dialog.get_by_label("To", exact=True).select_option(otto_now.get_attribute("value"))
    dialog.get_by_label("Brief").fill(BRIEF)
    dialog.get_by_role("button", name="Ask to help").click()
    otto.locator("console-offers").get_by_role("button", name="Help").click()
    expect(pia.get_by_text("Otto (Birch County Library) has joined to help.")).to_be_visible()
    expect(ines.locator(".talk-standing")).to_contain_text("Otto (Birch County Library) helps you here.")


def test_the_patron_would_rather_stay(people: People, desk: ServedDesk) -> None:
    ines, otto, pia = people.on_duty("ines@ames.example"), people.on_duty("otto@birch.example"), people.pia()
    code = ask(pia, desk.address)
    claim_from_the_list(ines, code)
    hand_on(ines, "Otto")
    expect(otto.locator("console-offers")).to_contain_text(BRIEF)
    ines.goto(f"{desk.address}/desk/")
    pia.get_by_role("button", name="I would rather stay").click()
    told = ines.locator("#tellings")
    expect(told).to_contain_text("The patron would rather stay with Ines (Ames Public Library).")
    told.get_by_role("button", name="Open it").click()
    expect(pia.get_by_text("Ines (Ames Public Library) stays with you.")).to_be_visible()
    expect(otto.locator("console-offers")).to_be_hidden()
    expect(ines.locator(".talk-log").get_by_text("The patron would rather stay")).to_be_visible()
    expect(ines.locator(f"console-mine [data-row='{code}']")).to_be_visible()


def test_handed_to_a_library_it_waits_there_with_the_time_already_waited(
    people: People, desk: ServedDesk
) -> None:
    ines, otto, pia = people.on_duty("ines@ames.example"), people.on_duty("otto@birch.example"), people.pia()
    code = ask(pia, desk.address)
    claim_from_the_list(ines, code)
    hand_on(ines, "Birch County Library", "Libraries")
    expect(pia.get_by_text("has passed your question on to Birch County Library")).to_be_visible()
    claim_from_the_list(otto, code)
    expect(otto.locator(".message-note").get_by_text(BRIEF)).to_be_visible()
    expect(pia.get_by_text("With Otto (Birch County Library)")).to_be_visible()


def test_where_no_mail_leaves_nobody_asks_for_an_address(people: People, desk: ServedDesk) -> None:
    ines, pia = people.on_duty("ines@ames.example"), people.pia()
    claim_from_the_list(ines, ask(pia, desk.address))
    ines.locator(".talk-acts").get_by_role("button", name="Follow up").click()
    dialog = ines.get_by_role("dialog")
    expect(dialog.get_by_label("I do, and the patron comes back by code")).to_be_checked()
    expect(dialog).to_contain_text("no mail leaves this desk")
    for choice in ("A library of ours", "I do, and the patron comes back by code"):
        dialog.get_by_label(choice).check()
        expect(dialog.get_by_label("The patron's e-mail address")).to_have_count(0)
    dialog.get_by_label("Message to the patron").fill("I go on looking until tomorrow.")
    dialog.get_by_role("button", name="Go on later").click()
    expect(dialog).to_be_hidden()
    expect(pia.get_by_text("I go on looking until tomorrow.")).to_be_visible()
    expect(pia.get_by_text("come back with your code and words")).to_be_visible()
    expect(ines.locator(".talk-standing")).to_contain_text("the patron comes back by code")
