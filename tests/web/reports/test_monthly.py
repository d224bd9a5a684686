"""The report's pages: for whom, what they say, and a file that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from commondesk.consortium.membership import Membership, Role
from commondesk.consortium.queue import Queue
from commondesk.desk.claiming import claim, release
from commondesk.desk.closing import leave
from tests.cast import PASSWORD, Cast, make_librarian
from tests.reports.told import answered, asked, at, march, question


@pytest.fixture
def told(cast: Cast) -> Cast:
    march(cast)
    return cast


def page(client: Client, person: object, query: str = "?month=2026-03") -> str:
    client.force_login(person)
    answer = client.get(f"/reports/{query}")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return answer.content.decode()


def lines(client: Client, query: str = "?month=2026-03") -> list[list[str]]:
    answer = client.get(f"/reports/month.csv{query}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_finding_stands_first(client: Client, told: Cast) -> None:
    shown = page(client, told.anna)
    assert "In March 2026 9 questions were asked: 4 answered, 2 lost." in shown
    assert "Half of those who were claimed waited 30 s or less." in shown
    assert "Nothing was asked in January 1999." in page(client, told.anna, "?month=1999-01")


def test_several_months_are_one_report(client: Client, told: Cast) -> None:
    several = "?month=2026-02&through=2026-04"
    shown = page(client, told.anna, several)
    assert "In February 2026 \N{EN DASH} April 2026 11 questions were asked" in shown
    assert ["2026-02/2026-04", "By queue", "All queues", "Asked", "11"] in lines(client, several)
    assert "In March 2026 9" in page(client, told.anna, "?month=2026-03&through=2026-01")
    assert "In March 2026 9" in page(client, told.anna, "?month=2026-03&through=x")
    assert page(client, told.anna, "?month=1990-01&through=2199-12")  # as far as anybody reads


def test_the_help_desk_and_analysts_read_all_and_coordinators_their_library(
    client: Client, told: Cast
) -> None:
    for person in (told.anna, told.hana):
        shown = page(client, person)
        assert "Ames Public Library" in shown
        assert "Birch County Library" in shown
    noor = page(client, told.noor)
    assert "In March 2026 5 questions were asked: 3 answered, 1 lost" in noor
    assert "Birch County Library" not in noor


def test_librarians_and_interns_read_none(client: Client, told: Cast) -> None:
    for person in (told.ines, told.ira):
        client.force_login(person)
        assert client.get("/reports/").status_code == client.get("/reports/month.csv").status_code == 403


def test_a_coordinator_of_two_libraries_reads_both_until_one_is_left(client: Client, told: Cast) -> None:
    membership = Membership.objects.create(librarian=told.noor, library=told.birch, role=Role.COORDINATOR)
    assert "8 questions were asked" in page(client, told.noor)
    membership.delete()
    assert "5 questions were asked" in page(client, told.noor)


def test_the_file_holds_what_the_page_shows(client: Client, told: Cast) -> None:
    client.force_login(told.hana)
    found = lines(client)
    assert found[0] == ["month", "table", "name", "figure", "value"]
    for expected in (
        ["2026-03", "By queue", "Ames", "Asked", "5"],
        ["2026-03", "By queue", "All queues", "Lost", "2"],
        ["2026-03", "By asking library", "Birch County Library", "Not answered", "1"],
        ["2026-03", "By answering library", "Ames Public Library", "Taken", "4"],
        ["2026-03", "By queue", "All queues", "90 % waited up to", "100"],
    ):
        assert expected in found
    client.force_login(told.noor)
    assert not [line for line in lines(client) if "Birch County Library" in line]


def test_what_an_answering_library_held_last_adds_up(client: Client, cast: Cast) -> None:
    """One without a question, and one whose patron went after it had been given back, among them."""
    joke = asked("2026-03-02T15:00:00+00:00", library=cast.ames)
    answered(joke, cast.ines, "2026-03-02T15:00:10+00:00", question("other", "no_question"))
    gone = asked("2026-03-03T15:00:00+00:00", library=cast.ames)
    with at("2026-03-03T15:00:10+00:00"):
        claim(gone, cast.ines)
        release(gone, cast.ines)
        leave(gone)
    client.force_login(cast.hana)
    found = [line[2:] for line in lines(client) if line[1] == "By answering library"]
    assert {(head, value) for name, head, value in found if name == cast.ames.name} == {
        ("Taken", "2"), ("Answered", "0"), ("Referred", "0"), ("Not answered", "0"), ("No question", "1"),
        ("Lost", "1"), ("Still open", "0"),
    }  # fmt: skip
    assert 'data-label="No question">1</td>' in page(client, cast.hana)


def test_no_cell_is_a_formula(client: Client, told: Cast) -> None:
    Queue.objects.filter(slug="ames").update(name='=HYPERLINK("http://x.example")')
    client.force_login(told.hana)
    cells = [cell for line in lines(client) for cell in line]
    assert '\'=HYPERLINK("http://x.example")' in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    "query", ["", "?month=2026-13", "?month=%00", "?month[]=2026-03", "?month__gt=1", "?month=9999-12"]
)
def test_what_is_no_month_is_the_month_we_are_in(client: Client, told: Cast, query: str) -> None:
    assert "so far" in page(client, told.anna, query) or "Nothing was asked" in page(client, told.anna, query)


def test_what_patrons_typed_is_not_shown(client: Client, told: Cast) -> None:
    asked("2026-03-20T15:00:00+00:00", library=told.ames, topic="my neighbour Zebedee")
    assert "Zebedee" not in page(client, told.anna)
    assert "their own words" not in page(client, told.anna)


def test_who_belongs_nowhere_any_more_reads_nothing(client: Client, cast: Cast) -> None:
    person = make_librarian("ada@desk.example", "Ada", Role.ANALYST)
    Membership.objects.filter(librarian=person).delete()
    client.force_login(person)
    assert client.get("/reports/").status_code == 403


def test_an_analyst_who_signs_in_begins_with_the_counts(client: Client, cast: Cast) -> None:
    given = {"login": cast.anna.email, "password": PASSWORD}
    assert client.post("/sign-in/", given).url == "/reports/"


def test_the_bar_leads_those_who_read_reports_to_them(client: Client, cast: Cast) -> None:
    for person, is_shown in ((cast.noor, True), (cast.hana, True), (cast.ines, False)):
        client.force_login(person)
        assert ('href="/reports/"' in client.get("/desk/").content.decode()) is is_shown
