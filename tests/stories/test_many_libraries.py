"""One library of sixty is found by its name or its town, by mouse and by keyboard, in both dialogs (FO1)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories.looking import barriers, keep_picture
from tests.stories.people import People, ask, claim_from_the_list
from tests.support.served_desk import ServedDesk

BRIEF = "She looks for photos of the old mill; our catalogue has none."
NAMED = "Name or town of the library"
NONE = "No library has these words in its name or town."
INCOMPLETE = "Type a part of its name or town, then choose it from what is found."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("many"), seed="tests.stories.many_libraries") as served:
        yield served


@pytest.fixture
def talk(people: People, desk: ServedDesk) -> tuple[Page, Page]:
    ines, pia = people.on_duty("ines@ames.example"), people.pia()
    claim_from_the_list(ines, ask(pia, desk.address))
    expect(pia.get_by_text("With Ines (Ames Public Library)")).to_be_visible()
    return pia, ines


def complaint(field: Locator) -> str:
    said: str = field.evaluate("field => field.validationMessage")
    return said


def presses(ines: Page, key: str) -> None:
    """A key of the desk: out of the composer first, which has the focus once it is claimed."""
    expect(ines.locator("#composer-text")).to_be_focused()
    ines.keyboard.press("Escape")
    expect(ines.locator("#composer-text")).not_to_be_focused()
    ines.keyboard.press(key)


def finds_nothing(dialog: Locator, named: Locator) -> None:
    """It is said at once, and nothing is sent that names no library."""
    named.fill("Atlantis")
    expect(dialog.get_by_role("status").get_by_text(NONE)).to_be_visible()
    expect(dialog.get_by_role("listbox")).to_be_hidden()
    dialog.locator("[data-confirm]").click()
    expect(named).to_be_focused()
    assert complaint(named) == INCOMPLETE
    expect(dialog).to_be_visible()


def test_by_mouse_ines_hands_on_to_a_library_found_by_its_name(talk: tuple[Page, Page]) -> None:
    pia, ines = talk
    ines.locator(".talk-head").get_by_role("button", name="Hand on").click()
    dialog = ines.get_by_role("dialog")
    dialog.get_by_label("To", exact=True).select_option(label="A library, by name or town")
    dialog.get_by_label("Brief").fill(BRIEF)
    named = dialog.get_by_label(NAMED)
    finds_nothing(dialog, named)
    keep_picture(ines, "hand-on-none")

    named.fill("county")
    expect(dialog.get_by_text("These are the first 50.")).to_be_visible()
    named.fill("sand")
    options = dialog.locator(".library-found [role=option]")
    expect(options.locator("visible=true")).to_have_text(
        ["Sand LibraryNorthport, FL", "Sand LibrarySouthport, FL"]
    )
    assert barriers(ines) == []
    keep_picture(ines, "hand-on-found")
    named.focus()
    dialog.get_by_role("listbox").get_by_text("Southport").click()
    expect(named).to_have_value("Sand Library, Southport, FL")
    expect(dialog.get_by_text("It waits for the staff of that library")).to_be_visible()
    keep_picture(ines, "hand-on-chosen")
    dialog.get_by_role("button", name="Hand on").click()
    expect(dialog).to_be_hidden()
    expect(pia.get_by_text("has passed your question on to Sand Library")).to_be_visible()


def test_by_key_ines_hands_on_to_a_library_found_by_its_town(talk: tuple[Page, Page]) -> None:
    pia, ines = talk
    presses(ines, "t")
    expect(ines.locator("#transfer-to")).to_be_focused()
    ines.keyboard.type("A library, by")
    ines.keyboard.press("Tab")
    named = ines.get_by_role("dialog").get_by_label(NAMED)
    expect(named).to_be_focused()
    ines.keyboard.type("port")
    expect(ines.get_by_text("3 libraries are found.")).to_be_visible()
    ines.keyboard.press("Escape")
    expect(named).to_have_attribute("aria-expanded", "false")
    expect(ines.get_by_role("dialog")).to_be_visible()
    ines.keyboard.type(" lake")
    expect(ines.get_by_text("1 library is found.")).to_be_visible()
    ines.keyboard.press("Enter")
    expect(named).to_have_value("Heron Lake Library, Lakeport, FL")
    expect(named).to_be_focused()
    ines.keyboard.press("Tab")
    ines.keyboard.type(BRIEF)
    ines.keyboard.press("Control+Enter")
    expect(ines.get_by_role("dialog")).to_be_hidden()
    expect(pia.get_by_text("has passed your question on to Heron Lake Library")).to_be_visible()


def test_by_mouse_ines_refers_to_a_library_found_by_its_town(talk: tuple[Page, Page]) -> None:
    pia, ines = talk
    ines.locator(".talk-acts").get_by_role("button", name="Follow up").click()
    dialog = ines.get_by_role("dialog")
    dialog.get_by_label("A library of ours").check()
    named = dialog.get_by_label(NAMED)
    dialog.get_by_label("Reason").fill(BRIEF)
    finds_nothing(dialog, named)
    named.fill("millville")
    expect(dialog.locator(".library-found [role=option]")).to_have_count(1)
    assert barriers(ines) == []
    keep_picture(ines, "refer-found")
    dialog.locator(".library-found [role=option]").click()
    keep_picture(ines, "refer-chosen")
    dialog.get_by_role("button", name="Refer it").click()
    expect(dialog).to_be_hidden()
    expect(pia.get_by_text("has asked The Reading Room").first).to_be_visible()


def test_by_key_ines_refers_to_a_library_found_by_its_name(talk: tuple[Page, Page]) -> None:
    pia, ines = talk
    presses(ines, "e")
    dialog = ines.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("I do, and the patron comes back by code").focus()
    ines.keyboard.press("ArrowDown")
    named = dialog.get_by_label(NAMED)
    expect(named).to_be_visible()
    ines.keyboard.press("Tab")
    expect(named).to_be_focused()
    ines.keyboard.type("sand")
    expect(dialog.locator(".library-found [role=option]")).to_have_count(2)
    ines.keyboard.press("ArrowDown")
    expect(dialog.locator("[aria-selected=true]")).to_contain_text("Southport")
    ines.keyboard.press("Tab")
    expect(named).to_have_value("Sand Library, Southport, FL")
    for _ in range(2):
        ines.keyboard.press("Tab")
    expect(dialog.get_by_label("Reason")).to_be_focused()
    ines.keyboard.type(BRIEF)
    ines.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(pia.get_by_text("has asked Sand Library to go on with it")).to_be_visible()


def test_what_was_sought_once_is_not_there_when_the_dialog_opens_again(talk: tuple[Page, Page]) -> None:
    _pia, ines = talk
    for act, choose in (("Hand on", "transfer"), ("Follow up", "follow-up")):
        for _ in range(2):
            ines.locator(".talk-acts, .talk-head").get_by_role("button", name=act).first.click()
            dialog = ines.get_by_role("dialog")
            if choose == "transfer":
                dialog.get_by_label("To", exact=True).select_option(label="A library, by name or town")
            else:
                dialog.get_by_label("A library of ours").check()
            expect(dialog.get_by_label(NAMED)).to_have_value("")
            expect(dialog.locator(".library-found [role=option]")).to_have_count(0)
            expect(dialog.locator(".library-told").first).to_have_text("")
            dialog.get_by_label(NAMED).fill("sand")
            expect(dialog.locator(".library-found [role=option]")).to_have_count(2)
            dialog.get_by_role("button", name="Back").click()


def test_the_library_that_a_question_concerned_is_found_the_same_way(talk: tuple[Page, Page]) -> None:
    _pia, ines = talk
    ines.locator(".talk-acts").get_by_role("button", name="Close").click()
    dialog = ines.get_by_role("dialog")
    concerned = dialog.get_by_label("Library concerned")
    dialog.get_by_label("Kind", exact=True).select_option(index=1)
    dialog.get_by_label("Outcome").select_option(index=1)
    concerned.fill("lakeport")
    expect(dialog.locator(".library-found [role=option]")).to_have_count(1)
    assert barriers(ines) == []
    keep_picture(ines, "closing-found")
    concerned.press("Enter")
    expect(concerned).to_have_value("Heron Lake Library, Lakeport, FL")
    with ines.expect_request("**/classify") as request:
        dialog.locator("[data-confirm]").click()
    assert request.value.post_data_json["questions"][0]["library"] == "heron"
    expect(dialog).to_be_hidden()
