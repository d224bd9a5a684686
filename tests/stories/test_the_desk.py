"""The heart of it: a patron and two librarians, each in a browser of their own, from asking to erasing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.stories.people import People, ask, claim_from_the_list, patron_says, say
from tests.support.served_desk import ServedDesk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("desk")) as served:
        yield served


def test_a_patron_asks_and_a_librarian_of_another_library_answers(people: People, desk: ServedDesk) -> None:
    ines, otto, pia = people.on_duty("ines@ames.example"), people.on_duty("otto@birch.example"), people.pia()
    code = ask(pia, desk.address)

    for librarian in (ines, otto):
        row = librarian.locator(f"[data-key='{code}']").first
        expect(row).to_contain_text("Where can I find old photos")
        expect(row).to_contain_text("Ames Public Library")
    claim_from_the_list(otto, code)
    expect(pia.get_by_text("Otto")).not_to_have_count(0)
    expect(ines.locator(f"[data-claim='{code}']")).to_have_count(0)

    say(otto, "The archive has some: https://archive.example/main-street")
    link = pia.get_by_role("link", name="https://archive.example/main-street")
    expect(link).to_have_attribute("href", "https://archive.example/main-street")
    expect(link).to_have_attribute("rel", re.compile("noopener"))

    patron_says(pia, "Thank you, *wonderful*")
    expect(otto.locator(".talk-log strong", has_text="wonderful")).to_be_visible()

    otto.locator("#composer-text").press_sequentially("Are these the ones", delay=150)
    expect(pia.get_by_text(re.compile("Otto is writing"))).to_be_visible()
    pia.get_by_role("textbox", name="Write a message").press_sequentially("One moment please", delay=150)
    expect(otto.locator("[data-typing]")).not_to_be_empty()


def test_going_on_duty_takes_two_clicks_and_colleagues_see_it(people: People, desk: ServedDesk) -> None:
    otto, noor = people.on_duty("otto@birch.example"), people.librarian("noor@ames.example")
    noor.locator("[data-duty-button]").click()
    noor.get_by_role("button", name="Go on duty for all").click()
    expect(noor.locator("[data-duty-state]")).to_have_text("On duty")
    expect(otto.locator("console-colleagues")).to_contain_text("Noor")


def test_a_note_is_for_staff_alone(people: People, desk: ServedDesk) -> None:
    otto, pia = people.on_duty("otto@birch.example"), people.pia()
    code = ask(pia, desk.address, "Do you keep the mill's ledgers?")
    claim_from_the_list(otto, code)
    otto.get_by_role("button", name="Note").first.click()
    say(otto, "The ledgers are in the vault; ask Noor.")
    expect(otto.locator(".talk-log").get_by_text("The ledgers are in the vault")).to_be_visible()
    expect(otto.get_by_role("button", name="Note").first).to_have_attribute("aria-pressed", "false")
    say(otto, "We do. One moment, please.")
    expect(pia.get_by_text("We do. One moment, please.")).to_be_visible()
    assert "vault" not in pia.content()


def test_one_librarian_was_faster_and_the_other_is_told_who(people: People, desk: ServedDesk) -> None:
    ines, otto, pia = people.on_duty("ines@ames.example"), people.on_duty("otto@birch.example"), people.pia()
    code = ask(pia, desk.address, "Who built the bridge?")
    for librarian in (ines, otto):
        librarian.locator(f"[data-row='{code}']").first.click()
        expect(librarian.locator(".talk-log")).to_contain_text("Who built the bridge?")
    ines.context.set_offline(True)  # she has not heard yet
    claim_from_the_list(otto, code)
    ines.context.set_offline(False)
    ines.goto(f"{desk.address}/desk/{code}/")
    expect(ines.get_by_text(re.compile("Otto")).first).to_be_visible()
    expect(ines.locator(f"[data-claim='{code}']")).to_have_count(0)


def test_a_dropped_line_heals_and_says_so_and_nothing_is_lost(people: People, desk: ServedDesk) -> None:
    otto, pia = people.on_duty("otto@birch.example"), people.pia()
    code = ask(pia, desk.address, "Is the reading room open on Sunday?")
    claim_from_the_list(otto, code)
    say(otto, "Let me look.")
    expect(pia.get_by_text("Let me look.")).to_be_visible()
    desk.kill()
    patron_says(pia, "Are you still there?")
    expect(pia.get_by_text("Reconnecting; nothing is lost")).to_be_visible(timeout=60_000)
    desk.start()
    expect(otto.locator(".talk-log").get_by_text("Are you still there?")).to_be_visible(timeout=60_000)
    say(otto, "Yes: open from ten.")
    expect(pia.get_by_text("Yes: open from ten.")).to_be_visible(timeout=60_000)
    expect(pia.get_by_text("Reconnecting; nothing is lost")).to_be_hidden(timeout=60_000)
    expect(pia.get_by_text("Are you still there?")).to_have_count(1)


def test_drafts_survive_a_reload_on_both_sides(people: People, desk: ServedDesk) -> None:
    otto, pia = people.on_duty("otto@birch.example"), people.pia()
    code = ask(pia, desk.address, "When was the school founded?")
    claim_from_the_list(otto, code)
    otto.locator("#composer-text").fill("It was founded in")
    pia.get_by_role("textbox", name="Write a message").fill("I mean the old")
    for page in (otto, pia):
        page.wait_for_timeout(600)
        page.reload()
    expect(otto.locator("#composer-text")).to_have_value("It was founded in")
    expect(pia.get_by_role("textbox", name="Write a message")).to_have_value("I mean the old")


def test_several_talks_side_by_side_count_what_is_unread(people: People, desk: ServedDesk) -> None:
    otto, pia, ana = people.on_duty("otto@birch.example"), people.pia(), people.pia()
    first = ask(pia, desk.address, "First question?")
    claim_from_the_list(otto, first)
    second = ask(ana, desk.address, "Second question?")
    claim_from_the_list(otto, second)
    patron_says(pia, "Something more")
    patron_says(pia, "And more")
    row = otto.locator(f"console-mine [data-key='{first}']")
    expect(row.locator(".row-unread")).to_contain_text("new")
    row.locator("a").click()
    expect(otto.locator(".talk-log")).to_contain_text("And more")
    expect(row.locator(".row-unread")).to_be_empty()


def test_close_rate_come_back_and_erase(people: People, desk: ServedDesk, tmp_path: Path) -> None:
    otto, pia = people.on_duty("otto@birch.example"), people.pia()
    code = ask(pia, desk.address, "How do I renew my library card?")
    claim_from_the_list(otto, code)
    say(otto, "You can renew it online, on your account page.")
    patron_says(pia, "Great, thank you")
    expect(otto.locator(".talk-log").get_by_text("Great, thank you")).to_be_visible()

    otto.get_by_role("button", name="Close").first.click()
    expect(otto.get_by_role("dialog")).to_be_visible()
    otto.wait_for_timeout(500)
    otto.keyboard.press("Enter")
    expect(otto.get_by_role("dialog")).to_be_hidden()

    expect(pia.get_by_text("Was your question answered?")).to_be_visible()
    pia.get_by_role("button", name="Yes", exact=True).click()
    expect(pia.get_by_text("Thank you.")).to_be_visible()
    with pia.expect_download() as saved:
        pia.get_by_role("link", name="As text").click()
    kept = tmp_path / "transcript.txt"
    saved.value.save_as(kept)
    assert "You can renew it online" in kept.read_text()

    slip = pia.locator("[data-part=slip]")
    slip.locator("summary").click()
    words = slip.locator("[data-part=words]").inner_text()
    elsewhere = people.pia()
    elsewhere.goto(f"{desk.address}/return/")
    elsewhere.get_by_label("Code").fill(code)
    elsewhere.get_by_label("The four words").fill(words)
    elsewhere.get_by_role("button", name="Open it").click()
    expect(elsewhere.get_by_text("You can renew it online")).to_be_visible()

    elsewhere.get_by_text("Have it erased").click()
    elsewhere.get_by_role("button", name="Erase it now").click()
    expect(elsewhere.get_by_text("You can renew it online")).to_have_count(0)
    expect(pia.get_by_text("You can renew it online")).to_have_count(0)
    otto.goto(f"{desk.address}/desk/{code}/")
    expect(otto.get_by_text("You can renew it online")).to_have_count(0)


def test_leave_and_wipe_leaves_nothing_on_the_computer(people: People, desk: ServedDesk) -> None:
    pia = people.pia()
    code = ask(pia, desk.address, "A private question?")
    pia.get_by_role("button", name="Leave and wipe").click()
    pia.wait_for_url("**/goodbye/")
    assert pia.evaluate("Object.keys(sessionStorage).length + Object.keys(localStorage).length") == 0
    pia.goto(f"{desk.address}/c/{code}/")
    expect(pia.get_by_label("The four words")).to_be_visible()
    expect(pia.get_by_text("A private question?")).to_have_count(0)


def test_a_patron_gives_up_waiting(people: People, desk: ServedDesk) -> None:
    ines, pia = people.on_duty("ines@ames.example"), people.pia()
    code = ask(pia, desk.address, "Never mind?")
    expect(ines.locator(f"[data-claim='{code}']")).to_be_visible()
    pia.get_by_role("button", name="Stop waiting").click()
    expect(ines.locator(f"[data-claim='{code}']")).to_have_count(0)
