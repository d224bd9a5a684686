"""Staff pages: roles, leaving, and inviting; each asks or can be undone."""

import pytest

from commondesk.consortium.invitation import Invitation
from commondesk.consortium.membership import Membership, Role
from tests.cast import make_librarian, make_talk
from tests.web.coordinator.browser import Browser, text

STAFF = "/library/ames/staff/"


@pytest.fixture
def noor(cast):
    return Browser(cast.noor)


def test_a_role_a_name_and_languages_are_changed_and_taken_back(cast, noor):
    address = f"{STAFF}{cast.ines.pk}/"
    page = noor.post(address, {"role": "coordinator", "shown_name": "Ina", "languages": ["es", "en"]})
    cast.ines.refresh_from_db()
    assert (cast.ines.called, cast.ines.languages) == ("Ina", ["es", "en"])
    assert cast.ines.memberships.get().role == Role.COORDINATOR
    noor.undo(page)
    cast.ines.refresh_from_db()
    assert (cast.ines.shown_name, cast.ines.languages) == ("", [])
    assert cast.ines.memberships.get().role == Role.LIBRARIAN


@pytest.mark.parametrize("role", ["help_desk", "analyst", "", "owner"])
def test_no_role_of_the_consortium_is_given_here(cast, noor, role):
    assert noor.post(f"{STAFF}{cast.ines.pk}/", {"role": role}).status_code == 422
    assert cast.ines.memberships.get().role == Role.LIBRARIAN


def test_the_own_role_is_given_up_only_when_sure(cast, noor):
    address = f"{STAFF}{cast.noor.pk}/"
    page = noor.post(address, {"role": "librarian"})
    assert page.status_code == 422
    assert "not be able to open these pages" in text(page)
    page = noor.post(address, {"role": "librarian", "sure": "on"})
    assert page.status_code == 200
    assert noor.get(STAFF).status_code == 403


def test_the_last_of_a_queue_becomes_an_intern_only_when_sure(cast):
    hana, address = Browser(cast.hana), f"/library/birch/staff/{cast.otto.pk}/"
    page = hana.post(address, {"role": "intern", "shown_name": "O."})
    assert 'name="sure"' in text(page)
    cast.otto.refresh_from_db()
    assert (cast.otto.shown_name, cast.otto.memberships.get().role) == ("", Role.LIBRARIAN)
    hana.post(address, {"role": "intern", "sure": "on"})
    assert cast.otto.memberships.get().role == Role.INTERN


def test_leaving_is_asked_in_plain_sentences_first(cast, noor):
    make_talk(cast.ines, library=cast.ames)
    Membership.objects.create(librarian=cast.ines, library=cast.birch, role=Role.LIBRARIAN)
    page = text(noor.get(f"{STAFF}{cast.ines.pk}/leave/"))
    assert "They stay of the staff of Birch County Library." in page
    assert "They hold one open conversation." in page
    assert cast.ines.memberships.count() == 2
    page = text(noor.post(f"{STAFF}{cast.ines.pk}/leave/"))
    assert "Ines Vega is no longer of your staff." in page
    assert cast.ines.memberships.get().library == cast.birch


def test_the_last_of_a_queue_is_named_before_they_leave(cast):
    page = text(Browser(cast.hana).get(f"/library/birch/staff/{cast.otto.pk}/leave/"))
    assert "Nobody would be left to answer in the queue Birch." in page
    assert "Its questions ring in Statewide instead." in page


@pytest.mark.parametrize("way", ["", "leave/"])
def test_staff_of_another_library_are_not_found_here(cast, noor, way):
    assert noor.get(f"{STAFF}{cast.otto.pk}/{way}").status_code == 404
    assert noor.post(f"{STAFF}{cast.otto.pk}/{way}", {"role": "intern"}).status_code == 404
    assert noor.get(f"{STAFF}999999999999999999999/{way}").status_code == 404


def test_an_invitation_is_sent_shown_and_taken_back(cast, noor):
    fields = {"email": "lena@ames.example", "role": "librarian", "language": "es"}
    page = noor.post(f"{STAFF}invite/", fields)
    assert "An invitation to lena@ames.example is on its way." in text(page)
    first = Invitation.objects.get()
    assert first.token not in text(page)
    page = noor.undo(page)
    assert not Invitation.objects.good().exists()
    noor.undo(page)
    again = Invitation.objects.good().get()
    assert (again.role, again.language) == ("librarian", "es")
    assert again.token != first.token


def test_inviting_tells_nobody_who_has_an_account(cast, noor):
    new = noor.post(f"{STAFF}invite/", {"email": "new@else.example", "role": "librarian", "language": "en"})
    known = noor.post(f"{STAFF}invite/", {"email": cast.otto.email, "role": "librarian", "language": "en"})
    told = "An invitation to {} is on its way."
    assert told.format("new@else.example") in text(new)
    assert told.format(cast.otto.email) in text(known)
    assert "Otto" not in text(known)


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "nobody", "role": "librarian", "language": "en"},
        {"email": "a@b.example\r\nBcc: c@d.example", "role": "librarian", "language": "en"},
        {"email": "lena@ames.example", "role": "help_desk", "language": "en"},
        {"email": "lena@ames.example", "role": "librarian", "language": "xx"},
        {"email": "ines@ames.example", "role": "librarian", "language": "en"},
    ],
)
def test_an_invitation_that_cannot_be_is_refused(cast, noor, fields):
    page = noor.post(f"{STAFF}invite/", fields)
    assert page.status_code == 422
    assert not Invitation.objects.exists()


def test_another_librarys_invitation_is_not_taken_back_here(cast, noor):
    Browser(cast.hana).post(
        "/library/birch/staff/invite/", {"email": "x@y.example", "role": "intern", "language": "en"}
    )
    invitation = Invitation.objects.get()
    assert noor.post(f"{STAFF}invitations/{invitation.pk}/withdraw/").status_code == 404
    assert "x@y.example" not in text(noor.get(STAFF))
    assert Invitation.objects.good().exists()


def test_the_list_names_the_own_staff_alone(cast, noor):
    make_librarian("gus@birch.example", "Gus", Role.LIBRARIAN, cast.birch)
    page = text(noor.get(STAFF))
    assert "Ines Vega" in page
    assert "Gus" not in page
    assert "Otto" not in page
