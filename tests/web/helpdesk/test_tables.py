"""Libraries and staff by CSV: every row's fate first, then all of it or nothing (bad-input 24 and 30)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commondesk.consortium.audit import Audit
from commondesk.consortium.bulk import Bulk
from commondesk.consortium.invitation import Invitation, invite
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Role
from commondesk.outbox.delivery import Delivery
from tests.cast import Cast, make_librarian

LIBRARIES = "slug,name,kind,system,time_zone,rolls_on_to,languages\n"
STAFF = "email,name,library,role,languages\n"


class Desk:
    """Hana, who sends tables and looks at what would become of them."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def send(self, kind: str, text: str | bytes) -> Any:
        content = text.encode() if isinstance(text, str) else text
        file = SimpleUploadedFile("t.csv", content, content_type="text/csv")
        return self.client.post("/consortium/tables/", {"kind": kind, "table": file})

    def look(self, kind: str, text: str) -> Any:
        sent = self.send(kind, text)
        assert sent.status_code == 303, sent.content.decode()
        self.address = sent["Location"]
        return self.client.get(self.address)

    def fates(self, kind: str, text: str) -> dict[int, str]:
        return {fate.line: fate.what for fate in self.look(kind, text).context["fates"]}

    def confirm(self, mark: str) -> Any:
        return self.client.post(self.address, {"mark": mark})


@pytest.fixture
def desk(hana: Client) -> Desk:
    return Desk(hana)


def test_libraries_are_looked_at_first_and_then_made_all_at_once(desk: Desk, cast: Cast) -> None:
    table = LIBRARIES + (
        "maple,Maple Library,public,,America/New_York,statewide,en es\n"
        "oak-branch,Oak Branch,branch,oak,,,\n"
        "oak,Oak System,system,,,,\n"
        "ames,Ames Free Library,,,,,\n"
        "birch,,,,,,\n"
    )
    page = desk.look("libraries", table)
    assert page.context["counts"] == {"new": 3, "changed": 1, "same": 1, "wrong": 0}
    assert Library.objects.count() == 2
    assert desk.confirm(page.context["mark"]).status_code == 303
    maple, branch = Library.objects.get(slug="maple"), Library.objects.get(slug="oak-branch")
    assert (maple.languages, maple.queues.get().rolls_on_to) == (["en", "es"], cast.statewide)
    assert branch.system == Library.objects.get(slug="oak")
    cast.ames.refresh_from_db()
    assert (cast.ames.name, cast.ames.kind) == ("Ames Free Library", "public")
    assert Audit.objects.get(act="bulk.libraries").data == {"new": 3, "changed": 1, "same": 1}
    assert Bulk.objects.get().text == ""


@pytest.mark.parametrize(
    "row",
    ["maple,,public,,,,", "a b,A B,,,,,", ",No Slug,,,,,", "maple,Maple,castle,,,,",
     "maple,Maple,branch,,,,",
     "maple,Maple,branch,ames,,,", "maple,Maple,public,oak,,,", "maple,Maple,,,Mars/Olympus,,",
     "maple,Maple,,,,practice,", "maple,Maple,,,,nowhere,", "maple,Maple,,,,,Spanish!", "ames,,branch,,,,",
     f"maple,{'M' * 200},,,,,"],
)  # fmt: skip
def test_a_library_that_cannot_be_is_wrong_and_stops_the_whole_table(
    desk: Desk, cast: Cast, row: str
) -> None:
    page = desk.look("libraries", f"{LIBRARIES}pine,Pine Library,,,,,\n{row}\n")
    assert [(fate.line, fate.what) for fate in page.context["fates"]] == [(3, "wrong"), (2, "new")]
    assert page.context["fates"][0].why
    assert b"Carry it out" not in page.content
    assert desk.confirm(page.context["mark"]).status_code == 422
    assert Library.objects.count() == 2


def test_a_kind_that_is_none_is_told_which_there_are(desk: Desk, cast: Cast) -> None:
    page = desk.look("libraries", f"{LIBRARIES}maple,Maple,castle,,,,\n")
    assert "these are: public academic school system branch" in page.context["fates"][0].why


def test_the_same_library_twice_is_wrong_the_second_time(desk: Desk, cast: Cast) -> None:
    assert desk.fates("libraries", f"{LIBRARIES}ames,A,,,,,\nAMES,,,,,,\names,B,,,,,\n")[4] == "wrong"


def test_staff_are_made_joined_and_changed(desk: Desk, cast: Cast) -> None:
    table = STAFF + (
        "robin@maple.example,Robin Sample,ames,librarian,en es\n"
        "robin@maple.example,,birch,coordinator,\n"
        "OTTO@birch.example,,ames,librarian,\n"
        "ira@desk.example,,,analyst,\n"
        "ines@ames.example,Ines Vega,ames,librarian,\n"
    )
    page = desk.look("staff", table)
    assert [fate.what for fate in page.context["fates"]] == ["new", "new", "changed", "changed", "same"]
    desk.confirm(page.context["mark"])
    robin = Librarian.objects.get(email="robin@maple.example")
    assert sorted(robin.memberships.values_list("role", flat=True)) == ["coordinator", "librarian"]
    assert not robin.has_usable_password()
    assert robin.languages == ["en", "es"]
    assert cast.otto.memberships.count() == 2
    assert cast.ira.memberships.get().role == "analyst"


def test_what_a_new_account_may_is_told_before_it_is_made(desk: Desk, cast: Cast) -> None:
    rows = "robin@maple.example,Robin,ames,librarian,\neve@elsewhere.example,Eve,,help_desk,\n"
    fates = desk.look("staff", STAFF + rows).context["fates"]
    assert [fate.why for fate in fates] == ["joins as librarian", "joins as help_desk"]


def test_who_is_no_coordinator_any_more_has_invited_nobody_in_again(desk: Desk, cast: Cast) -> None:
    invite(cast.ames, "noor@home.example", Role.COORDINATOR, cast.noor)
    page = desk.look("staff", STAFF + "noor@ames.example,,ames,librarian,\n")
    desk.confirm(page.context["mark"])
    assert not Invitation.objects.good().exists()


def test_a_table_brings_no_line_ends_and_nothing_unseen_into_what_patrons_read(
    desk: Desk, cast: Cast
) -> None:
    table = 'slug,name,city\nmaple,"Maple\nLibrary\u202e",  New\tAmes \n'
    desk.confirm(desk.look("libraries", table).context["mark"])
    maple = Library.objects.get(slug="maple")
    assert (maple.name, maple.city) == ("Maple Library", "New Ames")


def test_who_is_new_chooses_a_password_by_mail(desk: Desk, cast: Cast) -> None:
    page = desk.look("staff", STAFF + "robin@maple.example,Robin Sample,ames,librarian,\n")
    desk.confirm(page.context["mark"])
    Client().post("/sign-in/forgotten/", {"email": "robin@maple.example"})
    assert Delivery.objects.filter(to="robin@maple.example").exists()


@pytest.mark.parametrize(
    "row",
    ["robin,Robin,ames,librarian,", "robin@x.example,,ames,librarian,",
     "robin@x.example,Robin,nowhere,librarian,", "robin@x.example,Robin,ames,help_desk,",
     "robin@x.example,Robin,,coordinator,", "robin@x.example,Robin,ames,,",
     "otto@birch.example,Otto Lind,birch,librarian,English", ",Robin,ames,librarian,",
     "gone@x.example,,ames,librarian,"],
)  # fmt: skip
def test_staff_that_cannot_be_are_wrong(desk: Desk, cast: Cast, row: str) -> None:
    gone = make_librarian("gone@x.example", "Gone", "librarian", cast.birch)  # type: ignore[arg-type]
    Librarian.objects.filter(pk=gone.pk).update(is_active=False)
    before = Librarian.objects.count()
    page = desk.look("staff", f"{STAFF}{row}\n")
    assert [fate.what for fate in page.context["fates"]] == ["wrong"]
    assert desk.confirm(page.context["mark"]).status_code == 422
    assert Librarian.objects.count() == before


def test_what_fails_half_way_leaves_nothing_behind(desk: Desk, cast: Cast) -> None:
    page = desk.look("staff", f"{STAFF}robin@x.example,Robin,ames,librarian,\nhana@desk.example,,,analyst,\n")
    answer = desk.confirm(page.context["mark"])
    assert answer.status_code == 422
    assert "Line 3" in answer.content.decode()
    assert "last of the help desk" in answer.content.decode()
    assert not Librarian.objects.filter(email="robin@x.example").exists()
    assert cast.hana.is_help_desk


def test_what_has_changed_meanwhile_is_shown_again_first(desk: Desk, cast: Cast) -> None:
    page = desk.look("libraries", LIBRARIES + "maple,Maple Library,,,,,\n")
    Library.objects.create(slug="maple", name="Maple")
    answer = desk.confirm(page.context["mark"])
    assert answer.status_code == 422
    assert Library.objects.get(slug="maple").name == "Maple"
    assert answer.context["counts"]["changed"] == 1
    assert desk.confirm(answer.context["mark"]).status_code == 303
    assert desk.confirm(answer.context["mark"]).status_code == 404


def test_a_table_is_its_senders_alone(desk: Desk, cast: Cast) -> None:
    page = desk.look("libraries", LIBRARIES + "maple,Maple Library,,,,,\n")
    hugo = Client()
    hugo.force_login(make_librarian("hugo@desk.example", "Hugo", "help_desk"))  # type: ignore[arg-type]
    assert hugo.get(desk.address).status_code == 404
    assert hugo.post(desk.address, {"mark": page.context["mark"]}).status_code == 404


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"slug\n", "slug\nÁ".encode("latin-1"), b"slug,owner\na,b", b"slug\n" + b"a\n" * 10**6],
)
def test_what_is_no_such_table_is_refused_in_words(desk: Desk, content: bytes) -> None:
    answer = desk.send("libraries", content)
    assert answer.status_code == 422
    assert str(answer.context["refusal"])
    assert not Bulk.objects.exists()


def test_a_post_without_a_file_or_of_another_kind_is_refused(hana: Client, desk: Desk) -> None:
    assert hana.post("/consortium/tables/", {"kind": "staff"}).status_code == 422
    assert desk.send("queues", "slug\na").status_code == 404


def test_what_is_taken_out_comes_in_again_as_it_is_and_runs_nowhere(
    hana: Client, desk: Desk, cast: Cast
) -> None:
    Library.objects.filter(pk=cast.ames.pk).update(phone="+1 555 0118", address='=HYPERLINK("x")')
    table = hana.get("/consortium/tables/libraries.csv").content.decode()
    assert "'+1 555 0118" in table
    assert "'=HYPERLINK" in table
    assert set(desk.fates("libraries", table).values()) == {"same"}
    assert set(desk.fates("staff", hana.get("/consortium/tables/staff.csv").content.decode()).values()) == {
        "same"
    }


@pytest.mark.parametrize("kind", ["libraries", "staff"])
def test_the_empty_table_has_an_example_that_would_do(
    hana: Client, desk: Desk, cast: Cast, kind: str
) -> None:
    Library.objects.create(slug="maple", name="Maple") if kind == "staff" else None
    table = hana.get(f"/consortium/tables/{kind}.csv?empty=1").content.decode()
    assert list(desk.fates(kind, table).values()) == ["new"]


def test_there_are_no_other_tables(hana: Client) -> None:
    assert hana.get("/consortium/tables/conversations.csv").status_code == 404
