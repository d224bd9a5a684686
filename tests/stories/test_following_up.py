"""A talk goes on by e-mail, or elsewhere: Pia, Ines and Otto, and a real mail server (EN4, FO1)."""

from __future__ import annotations

import email
import email.policy
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.channels.email.smtp_server import SmtpServer, smtp_server
from tests.stories.looking import barriers, keep_picture, too_wide, violations
from tests.stories.people import People, ask, claim_from_the_list, patron_says, say
from tests.support.served_desk import ServedDesk

MESSAGE = "I go on looking until tomorrow. Which year was it?"
REASON = "Needs the county's own albums; our catalogue has none."
MAIL_LEAVES_WITHIN = 150


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


def talk(people: People, desk: ServedDesk) -> tuple[Page, Page, str]:
    ines, pia = people.on_duty("ines@ames.example"), people.pia()
    code = ask(pia, desk.address)
    claim_from_the_list(ines, code)
    expect(pia.get_by_text("With Ines (Ames Public Library)")).to_be_visible()
    return ines, pia, code


def follow_up(ines: Page, how: str) -> None:
    ines.locator(".talk-acts").get_by_role("button", name="Follow up").click()
    ines.get_by_role("dialog").get_by_label(how).check()


def texts(server: SmtpServer) -> list[str]:
    read = (email.message_from_string(raw, policy=email.policy.default) for raw in server.mails)
    return [str(mail.get_content()) for mail in read]


def waited_for(server: SmtpServer, words: str) -> str:
    until = time.monotonic() + MAIL_LEAVES_WITHIN
    while time.monotonic() < until:
        for found in texts(server):
            if words in found:
                return found
        time.sleep(0.5)
    raise AssertionError(texts(server))


def test_it_goes_on_by_mail_and_pia_who_is_back_is_talked_with_again(
    people: People, desk: ServedDesk, mails: SmtpServer
) -> None:
    ines, pia, code = talk(people, desk)
    follow_up(ines, "I do, by e-mail")
    dialog = ines.get_by_role("dialog")
    assert barriers(ines) == []
    dialog.get_by_label("Message to the patron").fill(MESSAGE)
    dialog.get_by_label("The patron's e-mail address").fill("pia@example.org")
    dialog.get_by_role("button", name="Go on by e-mail").click()
    expect(dialog).to_be_hidden()

    expect(pia.get_by_text("goes on with your question by e-mail. You need not stay.")).to_be_visible()
    expect(pia.get_by_text("We have your e-mail address")).to_be_visible()
    followed = ines.locator("[data-part=followed]")
    expect(followed.locator(f"[data-row='{code}']")).to_be_visible()
    expect(ines.locator("[data-list=mine]").locator(f"[data-row='{code}']")).to_have_count(0)
    expect(ines.locator(".talk-standing")).to_contain_text("what you write goes by e-mail")
    pia.goto("about:blank")
    say(ines, "It was taken on Depot Street, in 1912.")
    expect(ines.locator(".talk-log").get_by_text("Depot Street, in 1912")).to_be_visible()

    mail = waited_for(mails, "Depot Street, in 1912")
    assert MESSAGE in "".join(texts(mails))
    assert "we go on with it by e-mail" in mail
    pia.goto(f"{desk.address}/c/{code}/")
    expect(pia.get_by_text("Depot Street, in 1912")).to_be_visible()
    expect(followed.locator(f"[data-row='{code}']")).to_contain_text("the patron is here now")
    expect(ines.locator(".talk-standing")).to_contain_text("Patron has this conversation open now.")
    assert violations(ines) == []
    keep_picture(ines, "patron-is-back")
    patron_says(pia, "I am back, thank you!")
    expect(followed.locator(f"[data-row='{code}']")).to_contain_text("Waits for you")
    ines.get_by_role("button", name="Go on here").first.click()
    expect(pia.get_by_text("Ines (Ames Public Library) is here again.")).to_be_visible()
    expect(ines.locator("[data-list=mine]").locator(f"[data-row='{code}']")).to_be_visible()


def test_without_an_address_pia_is_told_of_her_code_and_may_leave_one(
    people: People, desk: ServedDesk
) -> None:
    ines, pia, _code = talk(people, desk)
    follow_up(ines, "I do, by e-mail")
    expect(ines.get_by_role("dialog")).to_contain_text("There is none. Ask for it in the chat")
    ines.get_by_role("dialog").get_by_role("button", name="Go on by e-mail").click()
    expect(pia.get_by_text("come back with your code and words")).to_be_visible()
    pia.get_by_role("textbox", name="E-mail (optional").fill("pia@example.org")
    pia.get_by_role("button", name="Leave this address").click()
    expect(ines.locator(".talk-standing")).to_contain_text("what you write goes by e-mail")
    assert (barriers(pia), too_wide(pia)) == ([], [])


def test_referred_to_a_library_it_waits_there_with_its_reason(people: People, desk: ServedDesk) -> None:
    ines, pia, code = talk(people, desk)
    otto = people.on_duty("otto@birch.example")
    follow_up(ines, "A library of ours")
    dialog = ines.get_by_role("dialog")
    dialog.get_by_label("Library", exact=True).select_option("birch")
    dialog.get_by_label("It needs an expert").check()
    dialog.get_by_label("Reason").fill(REASON)
    assert barriers(ines) == []
    dialog.get_by_role("button", name="Refer it").click()
    expect(dialog).to_be_hidden()
    expect(pia.get_by_text("has asked Birch County Library to go on with it")).to_be_visible()
    expect(pia.locator("[data-part=wait]")).to_have_text("Birch County Library goes on with your question.")
    expect(ines.locator(f"console-mine [data-row='{code}']")).to_have_count(0)

    otto.locator("[data-list=left]").locator(f"[data-row='{code}']").click()
    otto.locator(f"[data-claim='{code}']").click()
    expect(otto.locator(".message-note").get_by_text(REASON)).to_be_visible()
    say(otto, "I have an album of it here.")
    expect(pia.get_by_text("I have an album of it here.")).to_be_visible()
    assert REASON not in pia.locator("body").inner_text()


def test_of_a_place_elsewhere_pia_is_told_where_and_how(people: People, desk: ServedDesk) -> None:
    ines, pia, code = talk(people, desk)
    follow_up(ines, "A place elsewhere")
    dialog = ines.get_by_role("dialog")
    dialog.get_by_label("Where", exact=True).fill("State Archives")
    dialog.get_by_label("How to reach it").fill("https://archives.example.gov/ask")
    dialog.get_by_label("Reason").fill(REASON)
    dialog.get_by_role("button", name="Tell the patron").click()
    expect(pia.get_by_text("recommends State Archives:")).to_be_visible()
    expect(pia.get_by_role("link", name="archives.example.gov/ask")).to_be_visible()
    expect(ines.locator("[data-list=mine]").locator(f"[data-row='{code}']")).to_be_visible()
    assert REASON not in pia.locator("body").inner_text()
