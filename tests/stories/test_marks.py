"""Conduct is marked at the desk, a second person looks at it, and the patron is told nothing (IN6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.stories.looking import barriers, keep_picture, too_wide, violations
from tests.stories.people import People, ask, claim_from_the_list
from tests.support.served_desk import ServedDesk

SEEN = "Wrote three times that he would break our windows."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("marks")) as served:
        yield served


def mark(page: Page, kind: str, seen: str) -> None:
    page.locator(".talk-head").get_by_role("button", name="More").click()
    page.get_by_role("button", name="Mark conduct").click()
    dialog = page.get_by_role("dialog", name=re.compile("Mark the conduct"))
    expect(dialog).to_contain_text("It ends by itself on")
    assert violations(page) == []
    dialog.get_by_label("Kind").select_option(label=kind)
    dialog.get_by_label("What you saw").fill(seen)
    dialog.get_by_role("button", name="Mark it").click()
    expect(dialog).to_be_hidden()


def test_a_mark_is_set_taken_back_set_again_and_looked_at(people: People, desk: ServedDesk) -> None:
    ines, otto, hana = (
        people.on_duty("ines@ames.example"),
        people.librarian("otto@birch.example"),
        people.librarian("hana@desk.example"),
    )
    waiting = hana.get_by_role("link", name=re.compile("Marks on conduct"))
    pia = people.pia()
    code = ask(pia, desk.address)
    claim_from_the_list(ines, code)
    expect(waiting).to_be_hidden()
    mark(ines, "Prank", "A unicorn.")
    expect(hana.locator("#tellings")).to_contain_text("Conduct was marked. It waits for a second look.")
    expect(waiting).to_have_text("Marks on conduct1 to look at")
    expect(hana).to_have_title(re.compile(r"^\(1\) "))
    keep_picture(hana, "bar-with-a-mark")
    assert (barriers(hana), too_wide(hana)) == ([], [])
    expect(ines.locator(".desk-beside")).to_contain_text("Marked conduct")
    ines.locator("#tellings").get_by_role("button", name="Take it back").click()
    expect(ines.locator(".desk-beside")).not_to_contain_text("Marked conduct")
    expect(waiting).to_be_hidden()
    ines.locator(".talk-head h2").focus()
    ines.keyboard.press("z")
    ines.get_by_role("dialog", name=re.compile("Mark the conduct")).get_by_role("button", name="Back").click()
    mark(ines, "Threat", SEEN)
    expect(ines.locator(".talk-log")).to_contain_text("Ines (Ames Public Library) marked the conduct here.")

    otto.goto(f"{desk.address}/desk/{code}/")
    expect(otto.locator(".desk-beside")).to_contain_text(SEEN)
    expect(otto.locator(".desk-beside")).to_contain_text("waits for a second look")
    mark_again = otto.get_by_role("button", name="Take the mark back")
    expect(mark_again).to_have_count(0)

    hana.locator("#tellings").get_by_role("button", name="Look at it").last.click()
    hana.wait_for_url("**/consortium/marks/")
    expect(hana.get_by_role("navigation").get_by_text("Marks on conduct 1 to look at")).to_be_visible()
    keep_picture(hana, "marks")
    expect(hana.get_by_text(SEEN)).to_be_visible()
    assert (barriers(hana), too_wide(hana)) == ([], [])
    hana.get_by_role("button", name="It stands").click()
    expect(hana.get_by_text("The mark stands.")).to_be_visible()
    expect(ines.locator(".desk-beside")).to_contain_text("Hana has looked at it")
    assert "mark" not in pia.locator("main").inner_text().lower()

    other = ask(pia, desk.address, "Another question of mine")
    claim_from_the_list(ines, other)
    expect(ines.locator(".desk-beside")).to_contain_text(other)
    expect(ines.locator(".desk-beside")).not_to_contain_text("Marked conduct")
