"""By ear: what a screen reader finds on the patron's pages, in which order, and what it says by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stories.listening import listen, times_heard
from tests.stories.patron_desk import Librarian, with_a_mail_server
from tests.support.served_desk import ServedDesk

ASK_PAGE = """
- link "To the content"
- banner:
  - link "Ames Public Library"
  - link "Español"
  - link "Kreyòl ayisyen"
  - button "Larger text"
- main:
  - heading "Ask a librarian" [level=1]
  - paragraph: /A librarian is here/
  - text: What would you like to know?
  - textbox "What would you like to know?"
  - text: Name (optional)
  - textbox "Name (optional)"
  - text: E-mail (optional, in case we lose each other)
  - textbox "E-mail (optional, in case we lose each other)"
  - group: More that may help us (optional)
  - 'checkbox "This is my own device: keep the conversation here when I close the tab."'
  - text: "This is my own device: keep the conversation here when I close the tab."
  - button "Ask"
  - paragraph:
    - text: /Only the question is needed/
    - link "What we keep and for how long"
- contentinfo:
  - link "Hours"
  - link "Our promise"
  - link "Come back to a question"
  - link "What we keep"
  - link "For librarians"
"""
TALK = """
- heading "Your question" [level=1]
- paragraph: With Otto (Birch County Library)
- button "Leave and wipe"
- log "Conversation":
  - list:
    - listitem
    - listitem:
      - paragraph: /You/
      - text: Where is the census?
    - listitem: /Otto \\(Birch County Library\\) is here\\./
    - listitem:
      - paragraph: /Otto Birch County Library/
      - text: Look at
      - strong: this
      - text: .
- status
- text: Write a message
- textbox "Write a message"
- button "File"
- text: File
- button "Send"
- 'button "I have what I need: close"'
- group: Come back later, or on another device
"""
IN_FOCUS = """() => {
    const { ariaLabel, labels, textContent } = document.activeElement;
    return (ariaLabel || labels?.[0]?.textContent || textContent).trim().replace(/\\s+/g, " ");
}"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with with_a_mail_server(ServedDesk(tmp_path_factory.mktemp("screen-reader"))) as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def ask(page: Page, desk: ServedDesk) -> str:
    page.goto(f"{desk.address}/ask/ames/")
    page.get_by_label("What would you like to know?").fill("Where is the census?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url("**/c/*/")
    expect(page.get_by_role("heading", name="Your question")).to_be_focused()
    return page.url.rstrip("/").rsplit("/", 1)[1]


def tabbed(page: Page, stops: int) -> list[str]:
    """The names of what has the focus, one Tab after the other."""
    names = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        names.append(page.evaluate(IN_FOCUS))
    return names


def test_the_ask_page_is_told_from_top_to_bottom_and_walked_in_the_same_order(
    page: Page, desk: ServedDesk, otto: Librarian
) -> None:
    page.goto(f"{desk.address}/ask/ames/")
    expect(page.get_by_role("button", name="Larger text")).to_be_visible()
    expect(page.locator("body")).to_match_aria_snapshot(ASK_PAGE)
    assert tabbed(page, 17) == [
        "To the content", "Ames Public Library", "Español", "Kreyòl ayisyen", "AaLarger text",
        "What would you like to know?", "Name (optional)", "E-mail (optional, in case we lose each other)",
        "More that may help us (optional)",
        "This is my own device: keep the conversation here when I close the tab.", "Ask",
        "What we keep and for how long", "Hours", "Our promise", "Come back to a question", "What we keep",
        "For librarians",
    ]  # fmt: skip


def test_a_talk_is_told_with_who_said_what_and_walked_from_its_heading_on(
    page: Page, desk: ServedDesk, otto: Librarian
) -> None:
    code = ask(page, desk)
    assert tabbed(page, 8) == [
        "Leave and wipe", "E-mail (optional, so that we can answer if we lose each other)",
        "Leave this address", "Stop waiting", "Write a message", "File", "Send",
        "Come back later, or on another device",
    ]  # fmt: skip
    otto.does(code, "claim")
    otto.says(code, "Look at *this*.")
    expect(page.get_by_role("log")).to_contain_text("Look at")
    expect(page.get_by_role("main")).to_match_aria_snapshot(TALK)


def test_each_new_message_is_said_once_also_after_the_line_was_lost(
    page: Page, desk: ServedDesk, otto: Librarian
) -> None:
    code = ask(page, desk)
    listen(page)
    otto.does(code, "claim")
    otto.says(code, "First answer.")
    expect(page.get_by_role("log")).to_contain_text("First answer.")
    page.get_by_label("Write a message").fill("My own words.")
    page.get_by_label("Write a message").press("Enter")
    expect(page.locator("[data-seq]", has_text="My own words.")).to_be_visible()
    desk.kill()
    expect(page.get_by_text("Reconnecting; nothing is lost")).to_be_visible()
    desk.start()
    otto.comes_on_duty()
    otto.says(code, "Second answer.")
    expect(page.get_by_role("log")).to_contain_text("Second answer.")
    expect(page.get_by_text("Reconnecting; nothing is lost")).to_be_hidden()
    otto.says(code, "Third answer.")
    expect(page.get_by_role("log")).to_contain_text("Third answer.")
    said = (
        "is here.",
        "First answer.",
        "Second answer.",
        "Third answer.",
        "My own words.",
        "Where is the census?",
    )
    assert times_heard(page, *said) == [1, 1, 1, 1, 0, 0]


def test_what_changes_for_who_waits_is_said_and_the_talk_goes_on_from_what_comes_next(
    page: Page, desk: ServedDesk, otto: Librarian
) -> None:
    code = ask(page, desk)
    listen(page)
    otto.does(code, "claim")
    otto.does(code, "typing", typing=True)
    expect(page.get_by_text("Otto is writing")).to_be_visible()
    otto.does(code, "close", closing="Goodbye.", key="closing-" + "0" * 12)
    expect(page.get_by_text("Was your question answered?")).to_be_visible()
    assert times_heard(page, "Otto is writing", "Goodbye.", "has closed this conversation") == [1, 1, 1]
