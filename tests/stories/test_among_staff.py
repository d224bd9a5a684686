"""The staff among themselves: a channel that calls by name, an aside, the help desk stepping in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.stories.people import People, ask, claim_from_the_list, say
from tests.support.served_desk import ServedDesk

ASIDE = "He sounds upset. What would you say?"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("desk")) as served:
        yield served


def to_the_channel(page: Page, desk: ServedDesk) -> None:
    page.goto(f"{desk.address}/channel/")
    expect(page.get_by_role("heading", name="Staff channel")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-ready", "yes")


def test_a_colleague_who_is_called_hears_it_at_once_and_answers(people: People, desk: ServedDesk) -> None:
    ines, otto = people.librarian("ines@ames.example"), people.librarian("otto@birch.example")
    to_the_channel(ines, desk)
    box = ines.get_by_label("To “All staff”")
    box.press_sequentially("@ot")
    expect(ines.get_by_role("option", name="Otto")).to_be_visible()
    box.press("Enter")
    expect(box).to_have_value("@Otto ")
    box.press_sequentially("can you take six o'clock?")
    box.press("Enter")
    expect(ines.locator(".channel-message")).to_contain_text("can you take six o'clock?")
    expect(otto.locator("[data-channel-count]")).to_have_text("1")
    expect(otto.locator("#tellings")).to_contain_text("A colleague calls you in the staff channel.")

    to_the_channel(otto, desk)
    expect(otto.locator(".channel-calls")).to_contain_text("can you take six o'clock?")
    otto.get_by_label("To “All staff”").fill("Gladly.")
    otto.get_by_label("To “All staff”").press("Enter")
    expect(ines.locator(".channel-messages")).to_contain_text("Gladly.")
    otto.get_by_role("button", name="Take back").click()
    expect(otto.locator(".said")).to_contain_text("Your message is taken back.")
    expect(ines.locator(".channel-messages")).to_contain_text("Taken back by its author.")
    otto.get_by_role("button", name="Undo").click()
    expect(ines.locator(".channel-messages")).to_contain_text("Gladly.")


def test_an_aside_is_read_by_those_named_and_answered_aside(people: People, desk: ServedDesk) -> None:
    ines, otto, noor = (
        people.on_duty("ines@ames.example"),
        people.on_duty("otto@birch.example"),
        people.on_duty("noor@ames.example"),
    )
    pia = people.pia()
    code = ask(pia, desk.address)
    claim_from_the_list(ines, code)
    ines.get_by_role("button", name="Note").first.click()
    ines.get_by_text("Who reads this note:").click()
    ines.get_by_label("Otto (Birch County Library)").check()
    say(ines, ASIDE)
    expect(ines.locator(".message-aside")).to_contain_text("Only for Otto")

    expect(otto.locator("#tellings")).to_contain_text("Ines tells you aside")
    otto.locator("#tellings").get_by_role("button", name="Open it").click()
    expect(otto.locator(".message-aside")).to_contain_text(ASIDE)
    otto.get_by_role("button", name="Answer aside").click()
    say(otto, "Offer to call back.")
    expect(ines.locator(".message-aside").last).to_contain_text("Offer to call back.")

    noor.goto(f"{desk.address}/desk/{code}/")
    expect(noor.locator(".talk-log")).to_contain_text("spoke aside with Otto.")
    for page in (noor, pia):
        assert ASIDE not in page.locator("body").inner_text()


def test_the_help_desk_steps_in_and_everybody_knows_why(people: People, desk: ServedDesk) -> None:
    ines, hana, pia = people.on_duty("ines@ames.example"), people.librarian("hana@desk.example"), people.pia()
    code = ask(pia, desk.address)
    claim_from_the_list(ines, code)
    expect(ines.get_by_role("button", name="Step in")).to_have_count(0)
    hana.goto(f"{desk.address}/desk/{code}/")
    hana.get_by_role("button", name="Step in").click()
    hana.get_by_role("textbox", name="Why").fill("The patron has asked for the consortium.")
    hana.get_by_role("dialog").get_by_role("button", name="Step in").click()
    expect(ines.locator("#tellings")).to_contain_text("The patron has asked for the consortium.")
    expect(ines.locator(f"console-mine [data-row='{code}']")).to_have_count(0)
    say(hana, "Hello, I go on from here.")
    expect(pia.get_by_text("Hello, I go on from here.")).to_be_visible()
    expect(pia.get_by_text("Hana has taken over from Ines", exact=False)).to_be_visible()
    assert "The patron has asked" not in pia.locator("body").inner_text()


def test_the_channel_can_be_read_by_everybody_on_every_screen(people: People, desk: ServedDesk) -> None:
    otto = people.librarian("otto@birch.example")
    to_the_channel(otto, desk)
    for width, height in ((360, 740), (1440, 900)):
        otto.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            otto.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = Axe().run(otto)
            assert found.violations_count == 0, found.generate_report()
            assert otto.evaluate("document.documentElement.scrollWidth <= innerWidth")
