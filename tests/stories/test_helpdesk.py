"""The help desk at work: tables, numbers, a library that closes; and messages tried out first."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.stories.people import People, ask
from tests.stories.test_console import barriers, too_wide
from tests.support.served_desk import ServedDesk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("helpdesk")) as served:
        yield served


@pytest.fixture
def hana(people: People) -> Page:
    return people.librarian("hana@desk.example")


ADDRESSES = [
    "/consortium/", "/consortium/standards/", "/consortium/libraries/", "/consortium/libraries/new/",
    "/consortium/libraries/birch/close/", "/consortium/queues/", "/consortium/queues/new/",
    "/consortium/queues/statewide/?library=a", "/consortium/people/", "/consortium/people/1/",
    "/consortium/outbox/", "/consortium/marks/?state=all", "/consortium/marks/kinds/", "/consortium/tables/",
    "/desk/canned/", "/desk/canned/new/",
]  # fmt: skip


def test_no_page_has_a_barrier_or_sticks_out(hana: Page, desk: ServedDesk) -> None:
    for address in ADDRESSES:
        hana.goto(f"{desk.address}{address}")
        assert (address, barriers(hana), too_wide(hana)) == (address, [], [])


def test_a_message_is_tried_out_before_anybody_reads_it(people: People, desk: ServedDesk) -> None:
    ines = people.librarian("ines@ames.example")
    ines.goto(f"{desk.address}/desk/canned/new/")
    ines.get_by_label("Name").fill("My hello")
    ines.get_by_label("Text", exact=True).fill("Hello ")
    ines.get_by_role("button", name="The patron's name").click()
    ines.keyboard.type(", this is ")
    ines.get_by_role("button", name="My shown name").click()
    expect(ines.locator("[data-preview]")).to_have_text("Hello Pia, this is Ines")
    ines.get_by_role("button", name="Save").click()
    expect(ines.get_by_text("“My hello” is saved.")).to_be_visible()
    ines.get_by_role("button", name="Delete My hello").click()
    ines.get_by_role("button", name="Undo").click()
    expect(ines.get_by_text("Hello {patron}, this is {librarian}")).to_be_visible()


def test_a_number_is_set_and_set_back(hana: Page, desk: ServedDesk) -> None:
    hana.goto(f"{desk.address}/consortium/standards/")
    row = hana.locator("#AC3-pick_up_seconds")
    row.get_by_label("Seconds").fill("45")
    row.get_by_role("button", name="Save").click()
    expect(row.get_by_role("button", name="Back to the default")).to_be_visible()
    hana.get_by_role("button", name="Undo").click()
    expect(row.get_by_label("Seconds")).to_have_value("60")
    row.get_by_text("Changed 2 times").click()
    expect(row.get_by_text("Hana Sato, from 60 to 45")).to_be_visible()


def test_a_table_shows_every_rows_fate_before_anything_is_written(hana: Page, desk: ServedDesk) -> None:
    table = "slug,name,rolls_on_to\nmaple,Maple Library,statewide\names,,\nbad one,Bad,\n"
    _send(hana, desk, table)
    expect(hana.get_by_role("row", name="Bad")).to_contain_text("wrong")
    expect(hana.get_by_role("button", name="Carry it out")).to_have_count(0)
    _send(hana, desk, table.replace("bad one,Bad,\n", ""))
    hana.get_by_role("button", name="Carry it out").click()
    expect(hana.get_by_text("2 rows are carried out.")).to_be_visible()
    expect(hana.locator("strong", has_text="Maple Library")).to_be_visible()


def test_a_library_closes_with_a_patron_waiting_who_is_answered_all_the_same(
    people: People, hana: Page, desk: ServedDesk
) -> None:
    otto, pia = people.on_duty("otto@birch.example"), people.pia()
    code = ask(pia, desk.address)
    hana.goto(f"{desk.address}/consortium/libraries/")
    hana.get_by_role("link", name="Close for good Ames Public Library").click()
    expect(hana.get_by_role("link", name=re.compile(code))).to_be_visible()
    hana.get_by_role("button", name="Close it for good").click()
    expect(hana.get_by_text("Ames Public Library is closed.")).to_be_visible()
    otto.locator(f"[data-row='{code}']").first.click()
    otto.locator(f"[data-claim='{code}']").click()
    expect(pia.get_by_text("With Otto (Birch County Library)")).to_be_visible()
    hana.get_by_role("button", name="Undo").click()
    expect(hana.get_by_text("Ames Public Library is open again.")).to_be_visible()


def _send(hana: Page, desk: ServedDesk, table: str) -> None:
    hana.goto(f"{desk.address}/consortium/tables/")
    hana.locator("#table-libraries").set_input_files(
        {"name": "libraries.csv", "mimeType": "text/csv", "buffer": table.encode()}
    )
    hana.get_by_role("button", name="Look at it").first.click()
    expect(hana.get_by_role("heading", name="What would happen")).to_be_visible()
