"""The console for every eye and hand: by keys alone, in several tabs, with lists that move."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.stories.console_desk import Patron, claim, open_desk, row, sign_in, sign_out
from tests.stories.looking import barriers, too_wide, violations
from tests.stories.patron_desk import DESKTOP, PHONE
from tests.support.api_client import ApiClient
from tests.support.served_desk import ServedDesk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    expect.set_options(timeout=20_000)
    with ServedDesk(tmp_path_factory.mktemp("console")) as served:
        yield served


@pytest.fixture
def context(browser: Browser, desk: ServedDesk) -> Iterator[BrowserContext]:
    """The browser of Ines, who is signed in."""
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(f"{desk.address}/sign-in/")
    sign_in(page)
    page.wait_for_url("**/desk/")
    page.close()
    yield context
    context.close()


@pytest.fixture
def ines(context: BrowserContext, desk: ServedDesk) -> Page:
    """Her desk, on duty for all her queues."""
    page = open_desk(context, desk)
    page.locator("[data-duty-button]").click()
    everything = page.locator("[data-duty-all]")
    expect(everything).to_be_enabled()
    if "Go on duty" in everything.inner_text():
        everything.click()
    page.keyboard.press("Escape")
    expect(page.locator("[data-duty-state]")).to_have_text("On duty")
    return page


def test_no_state_of_the_console_has_a_barrier_or_sticks_out(ines: Page, desk: ServedDesk) -> None:
    pia = Patron(desk, "Where is the " + "very" * 30 + " old census?", library="ames", topic="Genealogy")
    Patron(desk, "How do I renew?", name="Quentin", library="birch")
    expect(row(ines, pia)).to_be_visible()
    assert (barriers(ines), too_wide(ines)) == ([], [])
    claim(ines, pia)
    pia.says("See https://archives.gov/" + "census/" * 30)
    expect(ines.locator("console-log a")).to_be_visible()
    assert (barriers(ines), too_wide(ines)) == ([], [])
    ines.locator("[data-note]").click()
    ines.keyboard.type("/")
    assert (barriers(ines), too_wide(ines)) == ([], [])
    ines.keyboard.press("Escape")
    ines.locator("#composer-text").fill("")
    ines.get_by_role("button", name="Close", exact=True).click()
    expect(ines.get_by_role("dialog")).to_be_visible()
    assert (barriers(ines), too_wide(ines)) == ([], [])
    ines.get_by_role("button", name="Back", exact=True).click()
    ines.locator("[popovertarget=me-menu]:not([data-muted-mark])").click()
    assert (barriers(ines), too_wide(ines)) == ([], [])


@pytest.mark.parametrize("address", ["/desk/conversations/", "/sign-in/password/", "/sign-out/"])
def test_the_pages_around_it_have_none_either(
    context: BrowserContext, desk: ServedDesk, address: str
) -> None:
    page = context.new_page()
    page.goto(desk.address + address)
    assert (barriers(page), too_wide(page)) == ([], [])


def test_keys_alone_claim_greet_note_and_close(ines: Page, desk: ServedDesk) -> None:
    pia = Patron(desk, "Do you lend telescopes?", library="ames")
    expect(row(ines, pia)).to_be_visible()
    row(ines, pia).focus()
    ines.keyboard.press("c")
    expect(ines.locator("#composer-text")).to_be_focused()
    ines.keyboard.type("We do.")
    ines.keyboard.press("Enter")
    expect(ines.locator("console-log").get_by_text("We do.")).to_be_visible()
    ines.keyboard.press("Escape")
    ines.keyboard.press("n")
    expect(ines.locator(".talk-composer")).to_have_attribute("data-mode", "note")
    ines.keyboard.type("Lent out until May.")
    ines.keyboard.press("Enter")
    expect(ines.locator("console-log .message-note")).to_contain_text("Lent out until May.")
    ines.keyboard.press("Escape")
    ines.keyboard.press("x")
    expect(ines.get_by_role("dialog")).to_be_visible()
    for choice in ("kind", "outcome"):
        ines.locator(f"#question-0-{choice}").select_option(index=1)
    ines.locator("#question-0-outcome").press("Enter")
    expect(ines.locator("#tellings").get_by_text("Closed. The patron keeps the transcript.")).to_be_visible()
    said = pia.client.insist("GET", f"/conversations/{pia.code}/events").json["events"]
    assert [event["kind"] for event in said] == ["message", "claimed", "message", "message", "closed"]


def test_a_letter_in_a_field_is_only_a_letter(ines: Page, desk: ServedDesk) -> None:
    pia, quentin = Patron(desk, "One?", library="ames"), Patron(desk, "Two?", library="ames")
    expect(row(ines, quentin)).to_be_visible()
    claim(ines, pia)
    ines.keyboard.type("c j k x n ? claim")
    expect(ines.locator("#composer-text")).to_have_value("c j k x n ? claim")
    assert ines.locator("dialog[open]").count() == 0
    expect(ines.locator(f"[data-claim='{quentin.code}']")).to_be_visible()


def test_the_focus_stays_where_it_is_when_the_lists_move(ines: Page, desk: ServedDesk) -> None:
    first, second = Patron(desk, "First?", library="ames"), Patron(desk, "Second?", library="ames")
    expect(row(ines, second)).to_be_visible()
    row(ines, second).focus()
    third = Patron(desk, "Third?", library="ames")
    expect(row(ines, third)).to_be_visible()
    first.does("leave")
    expect(row(ines, first)).to_have_count(0)
    expect(row(ines, second)).to_be_focused()
    second.does("leave")
    expect(row(ines, second)).to_have_count(0)
    expect(row(ines, third)).to_be_focused()


def test_a_new_patron_and_a_new_message_are_read_aloud(ines: Page, desk: ServedDesk) -> None:
    aloud = ines.locator("#read-aloud")
    pia = Patron(desk, "Is there a quiet room?", library="ames")
    expect(aloud).to_have_text("A new patron waits, Ames Public Library: Is there a quiet room?")
    claim(ines, pia)
    pia.says("For two people.")
    expect(aloud).to_have_text("Pia: For two people.")


def test_two_tabs_share_one_line_and_the_second_takes_over(
    ines: Page, context: BrowserContext, desk: ServedDesk
) -> None:
    pia = Patron(desk, "Are there two of you?", library="ames")
    claim(ines, pia)
    streams: list[str] = []
    context.on("request", lambda one: streams.append(one.url) if one.url.endswith("/desk/stream") else None)
    other = open_desk(context, desk, pia.code)
    pia.says("I see two.")
    expect(other.locator("console-log").get_by_text("I see two.")).to_be_visible()
    assert streams == []
    ines.close()
    pia.says("Now one.")
    expect(other.locator("console-log").get_by_text("Now one.")).to_be_visible()
    assert len(streams) == 1


def test_a_colleague_is_told_of_with_the_queues_one_shares(ines: Page, desk: ServedDesk) -> None:
    otto = ApiClient(desk.address, desk.tokens["otto"])
    for slug in ("statewide", "birch"):
        assert otto.insist("POST", f"/queues/{slug}/monitor", {}).status == 204
    ines.locator("[popovertarget=colleague-list]").click()
    facts = ines.locator("#colleague-list .colleague-facts")
    expect(facts).to_contain_text("Statewide")
    assert "birch" not in facts.inner_text()


def test_what_is_read_in_one_tab_is_not_new_in_the_other(
    ines: Page, context: BrowserContext, desk: ServedDesk
) -> None:
    pia, quentin = Patron(desk, "Here?", library="ames"), Patron(desk, "There?", library="ames")
    claim(ines, pia)
    other = open_desk(context, desk, pia.code)
    claim(ines, quentin)
    pia.says("Read over there.")
    expect(other.locator("console-log").get_by_text("Read over there.")).to_be_visible()
    expect(row(ines, pia).locator(".row-question")).to_have_text("Read over there.")
    expect(row(ines, pia).locator(".row-unread")).to_be_empty()


def test_what_is_begun_in_one_tab_is_there_in_the_other(
    ines: Page, context: BrowserContext, desk: ServedDesk
) -> None:
    pia = Patron(desk, "Half a thought?", library="ames")
    claim(ines, pia)
    other = open_desk(context, desk, pia.code)
    other.locator("console-talk h2").focus()
    ines.bring_to_front()
    ines.locator("#composer-text").fill("Half")
    expect(other.locator("#composer-text")).to_have_value("Half")
    ines.locator("#composer-text").press("Enter")
    expect(other.locator("#composer-text")).to_have_value("")
    expect(other.locator("console-log").get_by_text("Half", exact=True)).to_be_visible()


def test_what_cannot_be_sent_says_why_and_can_be_edited(ines: Page, desk: ServedDesk) -> None:
    pia = Patron(desk, "Tell me everything?", library="ames")
    claim(ines, pia)
    ines.locator("#composer-text").focus()
    ines.keyboard.insert_text("word " * 2000)  # as pasted: nothing of it is cut off unseen
    ines.locator("#composer-text").press("Enter")
    expect(ines.get_by_text("It is too long; send it in parts.")).to_be_visible()
    ines.get_by_role("button", name="Edit").click()
    expect(ines.locator("[data-list=pending] li")).to_have_count(0)
    assert len(ines.locator("#composer-text").input_value()) == 9999


def test_an_erased_talk_leaves_nothing_on_the_desk(ines: Page, desk: ServedDesk) -> None:
    pia = Patron(desk, "My secret question?", name="Pia Secret", library="ames")
    claim(ines, pia)
    ines.locator("#composer-text").fill("About your secret")
    pia.erases()
    expect(ines.locator("console-talk").get_by_text("The patron erased this conversation.")).to_be_visible()
    expect(ines.get_by_role("link", name="Download")).to_have_count(0)
    expect(ines.get_by_role("button", name="Write a note")).to_be_hidden()
    assert "ecret" not in ines.locator("body").inner_text()
    assert "ecret" not in ines.evaluate("JSON.stringify(localStorage)")


def test_given_back_it_can_be_taken_again(ines: Page, desk: ServedDesk) -> None:
    pia = Patron(desk, "Back and forth?", library="ames")
    claim(ines, pia)
    ines.get_by_role("button", name="Give back").click()
    expect(ines.locator(f"[data-claim='{pia.code}']")).to_be_visible()
    expect(ines.locator("console-talk h2")).to_be_focused()
    assert violations(ines) == []  # looked at once: what can be taken back is told for ten seconds only
    ines.get_by_role("button", name="Take it back").click()
    expect(ines.locator(f"console-mine [data-row='{pia.code}']")).to_be_visible()


def test_a_patron_who_closes_first_leaves_only_the_classifying(ines: Page, desk: ServedDesk) -> None:
    pia = Patron(desk, "How do I get a library card?", library="ames")
    claim(ines, pia)
    ines.get_by_role("button", name="Close", exact=True).click()
    dialog = ines.get_by_role("dialog")
    expect(dialog).to_be_visible()
    pia.does("close")
    expect(dialog).to_contain_text("It was closed meanwhile")
    expect(dialog.get_by_label("Closing message", exact=True)).to_be_hidden()
    for choice in ("kind", "outcome"):
        ines.locator(f"#question-0-{choice}").select_option(index=1)
    dialog.get_by_role("button", name="Confirm").click()
    expect(ines.locator("#tellings").get_by_text("Classified.")).to_be_visible()
    expect(ines.locator("console-talk h2")).to_have_text("Pia")
    assert ines.url.endswith(f"/desk/{pia.code}/")


def test_what_cannot_be_closed_says_why_where_one_looks(ines: Page, desk: ServedDesk) -> None:
    pia = Patron(desk, "Too long a goodbye?", library="ames")
    claim(ines, pia)
    ines.get_by_role("button", name="Close", exact=True).click()
    dialog = ines.get_by_role("dialog")
    dialog.get_by_label("Closing message", exact=True).fill("word " * 2000)
    for choice in ("kind", "outcome"):
        ines.locator(f"#question-0-{choice}").select_option(index=1)
    dialog.get_by_role("button", name="Close it").click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    expect(dialog.get_by_label("Closing message", exact=True)).to_be_visible()


def test_on_a_phone_only_the_talk_that_is_seen_counts_as_read(ines: Page, desk: ServedDesk) -> None:
    pia = Patron(desk, "Do you read this?", library="ames")
    claim(ines, pia)
    ines.set_viewport_size(PHONE)  # type: ignore[arg-type]
    ines.locator("[data-to-screen=queue]").click()
    pia.says("And this?")
    expect(row(ines, pia).locator(".row-unread")).to_have_text("1 new")
    ines.locator("[data-to-screen=talk]").click()
    expect(row(ines, pia).locator(".row-unread")).to_be_empty()


def test_above_a_phones_keyboard_there_is_room_for_what_was_said(ines: Page, desk: ServedDesk) -> None:
    pia = Patron(desk, "Is there room?", name="Pia of the very long name, and longer " * 2, library="ames")
    claim(ines, pia)
    ines.set_viewport_size({"width": 360, "height": 400})
    ines.locator("#composer-text").focus()
    expect(ines.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    assert ines.locator("console-log").evaluate("log => log.clientHeight") > 80


def test_signing_out_asks_when_words_would_go_and_then_they_are_gone(ines: Page, desk: ServedDesk) -> None:
    pia = Patron(desk, "Do you sign out?", library="ames")
    claim(ines, pia)
    ines.locator("#composer-text").fill("Not yet sent")
    ines.keyboard.press("Escape")
    ines.locator("[popovertarget=me-menu]:not([data-muted-mark])").click()
    ines.get_by_role("button", name="Sign out").click()
    expect(ines.get_by_text("drafts on this device are deleted")).to_be_visible()
    ines.get_by_role("button", name="Sign out").click()
    ines.wait_for_url("**/sign-in/")
    assert "Not yet sent" not in ines.evaluate("JSON.stringify(localStorage)")
    expect(ines.get_by_role("heading", name="Staff sign-in")).to_be_visible()


def test_a_tab_whose_session_has_ended_says_so_and_leads_back_to_where_one_was(
    ines: Page, context: BrowserContext, desk: ServedDesk
) -> None:
    pia = Patron(desk, "Do you come back?", library="ames")
    claim(ines, pia)
    sign_out(context, desk)
    expect(ines.get_by_text("You are signed out.")).to_be_visible()
    back = ines.get_by_role("link", name="Sign in again")
    expect(back).to_have_attribute("href", re.compile(rf"/sign-in/\?next=.*{pia.code}"))


def test_whoever_signs_in_anew_is_held_up_by_no_tab_that_has_not(
    ines: Page, context: BrowserContext, desk: ServedDesk
) -> None:
    pia = Patron(desk, "Are you back?", library="ames")
    claim(ines, pia)
    ines.keyboard.type("In a minute.")
    ines.keyboard.press("Enter")
    expect(ines.locator("console-log .message-ours")).to_have_count(1)
    stale = open_desk(context, desk)
    sign_out(context, desk)
    for page in (ines, stale):
        expect(page.get_by_text("You are signed out.")).to_be_visible()
    ines.get_by_role("link", name="Sign in again").click()
    sign_in(ines)
    ines.wait_for_selector("html[data-ready]")
    pia.says("Now?")
    expect(ines.locator("console-log").get_by_text("Now?")).to_be_visible()
    expect(ines.get_by_text("You are signed out.")).to_be_hidden()
    expect(stale.get_by_text("You are signed out.")).to_be_visible()


def test_the_server_draws_the_lists_as_the_scripts_go_on_drawing_them(
    ines: Page, context: BrowserContext, desk: ServedDesk
) -> None:
    asked = {"library": "ames", "topic": "Cards", "page": "https://www.ames.example/cards", "language": "es"}
    waits = Patron(desk, "Drawn twice?", **asked)
    mine = Patron(desk, "And mine?", name="Quentin", library="ames")
    expect(row(ines, mine)).to_be_visible()
    claim(ines, mine)
    still = context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    still.add_cookies(context.cookies())  # type: ignore[arg-type]
    drawn = still.new_page()
    drawn.goto(f"{desk.address}/desk/")
    for patron, parts in ((waits, ("name", "question", "facts")), (mine, ("name", "question"))):
        for part in parts:
            texts = {
                page.locator(f"[data-row='{patron.code}'] .row-{part}").inner_text() for page in (ines, drawn)
            }
            assert len(texts) == 1, texts
    for part in ("duty-state", "duty-queues", "on-duty", "you"):
        for _look in range(3):
            texts = {page.locator(f"[data-{part}]").text_content() for page in (ines, drawn)}
            if len(texts) == 1:
                break
            drawn.reload()  # a colleague's duty may have ended between the two looks
        assert len(texts) == 1, texts
    expect(drawn.get_by_role("link", name="All conversations").first).to_be_visible()
    still.close()
