"""Files and screenshots both ways, and words put right, in the browsers of Pia and Ines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.stories.people import PHONE, People, ask, claim_from_the_list, patron_says, say
from tests.support.files import PDF, png
from tests.support.served_desk import ServedDesk

SHOT = {"name": "Screenshot.png", "mimeType": "image/png", "buffer": png()}
DEED = {"name": "the deed.pdf", "mimeType": "application/pdf", "buffer": PDF}
PAGE = {
    "name": "page.svg",
    "mimeType": "image/svg+xml",
    "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
}
GIVE = """([selector, kind, name]) => {
  const given = new DataTransfer();
  given.items.add(new File(["Shelf 4, left of the door"], name, { type: "text/plain" }));
  const field = document.querySelector(selector);
  const more = { bubbles: true, cancelable: true };
  field.dispatchEvent(kind === "paste" ? new ClipboardEvent("paste", { clipboardData: given, ...more })
    : new DragEvent("drop", { dataTransfer: given, ...more }));
}"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("desk")) as served:
        yield served


@pytest.fixture
def talk(people: People, desk: ServedDesk) -> tuple[Page, Page]:
    ines, pia = people.on_duty("ines@ames.example"), people.pia()
    claim_from_the_list(ines, ask(pia, desk.address))
    expect(pia.get_by_text("With Ines (Ames Public Library)")).to_be_visible()
    return pia, ines


def saved(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    assert download.value.suggested_filename == name
    return Path(download.value.path()).read_bytes()


def complaints_of(page: Page) -> list[str]:
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in Axe().run(page).response["violations"]]


def test_pia_sends_a_scan_with_her_words_and_ines_saves_it(talk: tuple[Page, Page]) -> None:
    pia, ines = talk
    pia.locator(".composer-clip input").set_input_files([DEED, SHOT])
    expect(pia.get_by_text("private numbers in them are not hidden")).to_be_visible()
    pia.get_by_role("button", name="Remove: Screenshot.png").click()
    assert complaints_of(pia) == []
    patron_says(pia, "Look at the date")
    message = ines.locator(".message", has_text="Look at the date")
    expect(message.get_by_role("link", name="the deed.pdf")).to_be_visible()
    assert saved(ines, "the deed.pdf") == PDF
    assert saved(pia, "the deed.pdf") == PDF
    expect(pia.locator("[data-part=tray]")).to_be_hidden()
    expect(pia.locator("[data-key]")).to_have_count(0)


def test_ines_drops_and_pastes_and_sends_without_words(talk: tuple[Page, Page]) -> None:
    pia, ines = talk
    ines.evaluate(GIVE, [".talk-log", "drop", "plan.txt"])
    ines.evaluate(GIVE, ["#composer-text", "paste", "list.csv"])
    expect(ines.locator(".tray-files li")).to_have_count(2)
    assert complaints_of(ines) == []
    ines.locator("#composer-text").press("Enter")
    expect(pia.get_by_role("link", name="plan.txt")).to_be_visible()
    assert saved(pia, "list.csv") == b"Shelf 4, left of the door"
    expect(pia.locator(".message", has_text="plan.txt").locator(".message-body")).to_have_count(0)


def test_pia_pastes_a_screenshot(talk: tuple[Page, Page]) -> None:
    pia, ines = talk
    pia.evaluate(GIVE, ["#body", "paste", "shot.txt"])
    expect(pia.locator(".tray-files")).to_contain_text("shot.txt")
    pia.get_by_role("button", name="Send", exact=True).click()
    expect(ines.get_by_role("link", name="shot.txt", exact=True)).to_be_visible()


def test_what_is_not_taken_is_said_where_it_was_sent(talk: tuple[Page, Page]) -> None:
    for page in talk:
        page.locator(".composer-clip input").set_input_files([PAGE])
        expect(page.locator(".tray-files")).to_contain_text("page.svg")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.get_by_text("We cannot take this kind of file.")).to_be_visible()
        expect(page.get_by_role("button", name="Try again")).to_be_visible()
    pia, ines = talk
    patron_says(pia, "Words go on")
    expect(ines.locator(".talk-log").get_by_text("Words go on")).to_be_visible()
    ines.get_by_role("button", name="Edit").click()
    expect(ines.locator(".tray-files")).to_contain_text("page.svg")


def test_a_broken_line_loses_no_file(talk: tuple[Page, Page]) -> None:
    pia, ines = talk
    pia.route("**/attachments", lambda route: route.abort())
    pia.locator(".composer-clip input").set_input_files([DEED])
    expect(pia.locator(".tray-files")).to_contain_text("the deed.pdf")
    patron_says(pia, "Here it is")
    expect(pia.get_by_text("Not sent yet. We keep trying.")).to_be_visible()
    pia.unroute("**/attachments")
    pia.get_by_role("button", name="Try again").click()
    expect(ines.get_by_role("link", name="the deed.pdf", exact=True)).to_be_visible()
    expect(ines.locator(".message", has_text="Here it is")).to_have_count(1)


def test_both_put_right_what_they_have_just_said(talk: tuple[Page, Page]) -> None:
    pia, ines = talk
    patron_says(pia, "It was in Lean *County*")
    pia.get_by_role("button", name="Correct").click()
    box = pia.get_by_role("textbox", name="Write a message")
    expect(box).to_have_value("It was in Lean *County*")
    patron_says(pia, "It was in Leon *County*")
    for page in talk:
        expect(page.get_by_text("It was in Leon County")).to_be_visible()
        expect(page.locator(".message-corrected")).to_have_text("Corrected")
        expect(page.locator(".message", has_text="Lean")).to_have_count(0)
    expect(box).to_have_value("")

    say(ines, "Loan County, really?")
    expect(pia.get_by_text("Loan County, really?")).to_be_visible()
    ines.locator("#composer-text").press("ArrowUp")
    expect(ines.locator("#composer-text")).to_have_value("Loan County, really?")
    say(ines, "Leon County, really?")
    expect(pia.get_by_text("Leon County, really?")).to_be_visible()
    expect(pia.get_by_text("Loan")).to_have_count(0)
    ines.reload()
    expect(ines.get_by_text("Leon County, really?").first).to_be_visible()
    expect(ines.locator(".message-corrected")).to_have_count(2)
    ines.locator("#composer-text").press("ArrowUp")
    ines.locator("#composer-text").press("Escape")
    expect(ines.locator("#composer-text")).to_have_value("")


def test_a_note_that_was_begun_never_goes_to_the_patron(talk: tuple[Page, Page]) -> None:
    pia, ines = talk
    composer, words = ines.locator(".talk-composer"), ines.locator("#composer-text")
    say(ines, "Which tovn was it?")
    ines.locator(".composer-buttons").get_by_role("button", name="Note").click()
    words.fill("She sounds cross")
    ines.evaluate(GIVE, ["#composer-text", "paste", "list.csv"])
    expect(ines.get_by_text("never with a note")).to_be_visible()
    expect(composer).to_have_attribute("data-mode", "note")

    ines.locator(".talk-log").get_by_role("button", name="Correct").click()
    say(ines, "Which town was it?")
    expect(pia.get_by_text("Which town was it?")).to_be_visible()
    expect(composer).to_have_attribute("data-mode", "note")
    expect(words).to_have_value("She sounds cross")

    ines.locator(".talk-log").get_by_role("button", name="Correct").click()
    ines.get_by_role("button", name="Write a note").click()
    expect(composer).to_have_attribute("data-mode", "note")
    say(ines, "She sounds cross")
    expect(ines.locator(".talk-log .message-note")).to_contain_text("She sounds cross")
    expect(pia.get_by_text("Which town was it?")).to_be_visible()
    expect(pia.get_by_text("She sounds cross")).to_have_count(0)


def test_words_being_put_right_are_no_draft(talk: tuple[Page, Page]) -> None:
    pia, ines = talk
    say(ines, "Which tovn was it?")
    patron_says(pia, "In Leom")
    expect(ines.get_by_text("In Leom").first).to_be_visible()
    for page, box in (
        (ines, ines.locator("#composer-text")),
        (pia, pia.get_by_role("textbox", name="Write")),
    ):
        page.get_by_role("button", name="Correct").click()
        box.fill("Half put r")
        page.reload()
        expect(page.locator(".message").first).to_be_visible()
        expect(box).to_have_value("")


def test_without_scripts_a_form_sends_a_file_and_a_link_saves_it(browser: Browser, desk: ServedDesk) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{desk.address}/ask/ames/")
    page.get_by_label("What would you like to know?").fill("Whose deed is this?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator("[name=file]").set_input_files([DEED])
    page.get_by_label("Write a message").fill("This one")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("This one")).to_be_visible()
    assert saved(page, "the deed.pdf") == PDF
    page.locator("[name=file]").set_input_files([PAGE])
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("We cannot take this kind of file.")).to_be_visible()
    context.close()
