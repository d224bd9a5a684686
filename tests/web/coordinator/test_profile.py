"""The library's own page: what is kept, what is refused, and that every change can be taken back."""

import pytest

from commondesk.consortium.audit import Audit
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Membership, Role
from tests.web.coordinator.browser import Browser, text

PAGE = "/library/ames/"
GOOD = {
    "name": "Ames Public Library",
    "kind": "public",
    "time_zone": "America/New_York",
    "languages": ["en", "es"],
    "website": "https://ames.example",
    "brand_colour": "#7a1f3d",
    "notes_for_staff": "Cards are made\nat the desk.",
}


@pytest.fixture
def noor(cast):
    return Browser(cast.noor)


def ames():
    return Library.objects.get(slug="ames")


def test_what_is_typed_is_kept_and_written_down(cast, noor):
    page = noor.post(PAGE, GOOD)
    assert "Saved." in text(page)
    library = ames()
    assert (library.languages, library.brand_colour) == (["en", "es"], "#7A1F3D")
    assert library.notes_for_staff == "Cards are made\nat the desk."
    act = Audit.objects.get()
    assert (act.by, act.act, act.about) == (cast.noor, "library.change", f"library:{library.pk}")
    assert act.data["brand_colour"] == ["", "#7A1F3D"]
    assert "name" not in act.data


def test_undo_brings_all_of_it_back(noor):
    noor.post(PAGE, GOOD)
    page = noor.post(
        PAGE, GOOD | {"name": "Other", "languages": [], "brand_colour": "", "notes_for_staff": ""}
    )
    assert (ames().name, ames().languages) == ("Other", [])
    noor.undo(page)
    library = ames()
    assert (library.name, library.languages, library.brand_colour) == (GOOD["name"], ["en", "es"], "#7A1F3D")
    assert library.notes_for_staff == "Cards are made\nat the desk."


def test_the_same_again_says_and_writes_nothing(noor):
    noor.post(PAGE, GOOD)
    assert "Saved." not in text(noor.post(PAGE, GOOD))
    assert Audit.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "\u200b"),
        ("name", "a" * 161),
        ("kind", "bank"),
        ("time_zone", "Mars/Olympus"),
        ("website", "javascript:alert(1)"),
        ("website", "ftp://ames.example"),
        ("email", "nobody"),
        ("brand_colour", "red"),
        ("brand_colour", "#12345"),
        ("brand_colour", "#12345;"),
        ("languages", ["en", "klingon"]),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(cast, noor, field, value):
    page = noor.post(PAGE, GOOD | {field: value})
    assert page.status_code == 422
    assert f'id="id_{field}_error"' in text(page) or 'class="field-error"' in text(page)
    assert ames().name == "Ames Public Library"
    assert not Audit.objects.exists()


def test_a_colour_on_which_nothing_can_be_read_is_refused_with_one_that_works(noor):
    page = noor.post(PAGE, GOOD | {"brand_colour": "#808080"})
    assert "The nearest on which they can is #" in text(page)


def test_what_no_field_names_cannot_be_set(cast, noor):
    noor.post(PAGE, GOOD | {"slug": "mine", "is_active": "", "system": cast.birch.pk, "id": "99"})
    library = ames()
    assert (library.slug, library.is_active, library.system) == ("ames", True, None)


def test_markup_stays_words(noor):
    page = noor.post(PAGE, GOOD | {"name": "<script>alert(1)</script>", "greeting": '"><img src=x>'})
    assert "<script>alert" not in text(page)
    assert "<img src=x>" not in text(page)


def test_the_one_library_opens_at_once_and_several_can_be_chosen(cast, noor):
    assert noor.get("/library/")["Location"] == PAGE
    Membership.objects.create(librarian=cast.noor, library=cast.birch, role=Role.COORDINATOR)
    assert "Birch County Library" in text(noor.get("/library/"))
    found = text(noor.get("/library/?q=birch"))
    assert "Birch County Library" in found
    assert "Ames Public Library" not in found


def test_a_librarian_of_two_libraries_changes_only_the_one_they_coordinate(cast):
    Membership.objects.create(librarian=cast.noor, library=cast.birch, role=Role.LIBRARIAN)
    noor = Browser(cast.noor)
    assert noor.get("/library/birch/").status_code == 403
    assert noor.post("/library/birch/", GOOD).status_code == 403
    assert "Birch" not in text(noor.get(PAGE)).split("<main", 1)[0]


def test_an_unknown_library_is_not_found_and_the_help_desk_may_all(cast):
    hana = Browser(cast.hana)
    assert hana.get("/library/nowhere/").status_code == 404
    assert "Saved." in text(hana.post("/library/birch/", GOOD | {"name": "Birch"}))


def test_the_preview_is_what_stands_beside_a_conversation(noor):
    noor.post(PAGE, GOOD)
    page = text(noor.get("/library/ames/preview/"))
    assert "Cards are made<br>at the desk." in page
    assert "English, Spanish" in page


def test_the_bar_leads_there_for_whom_it_concerns(cast, noor):
    assert 'href="/library/"' in text(noor.get("/desk/"))
    assert 'href="/library/"' not in text(Browser(cast.ines).get("/desk/"))
