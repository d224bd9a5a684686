"""Accepting: by a post alone, once, for the invited address; of links that are no good nothing is told."""

import re

import pytest
from django.core import mail

from commondesk.channels.email import outbound
from commondesk.consortium.invitation import Invitation, invite, withdraw
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Role
from commondesk.desk.bearer import issue_line, who
from commondesk.outbox import delivery
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from tests.cast import PASSWORD
from tests.web.coordinator.browser import Browser, text

LENA = "lena@ames.example"
FIELDS = {"name": "Lena Park", "shown_name": "", "password": "quiet-lamp-and-ledger"}


@pytest.fixture
def invited(cast):
    return invite(cast.ames, LENA, Role.LIBRARIAN, cast.noor, "es")


def address(invitation):
    return f"/invitation/{invitation.token}/"


def the_mail():
    outbound.send(delivery.take(clock.now()))
    return mail.outbox[-1]


def test_the_mail_brings_the_link_in_its_language_from_the_configured_address(invited):
    sent = the_mail()
    assert sent.to == [LENA]
    assert "Noor Haddad" in sent.body
    assert re.search(r"http://127\.0\.0\.1:8000/invitation/[-\w]{43}/", sent.body)
    assert sent.extra_headers["Content-Language"] == "es"
    assert Delivery.objects.get().content == {}


def test_an_invitation_taken_back_before_its_mail_left_never_leaves(cast, invited):
    withdraw(cast.ames, invited.pk, cast.noor)
    outbound.send(delivery.take(clock.now()))
    assert mail.outbox == []
    assert Delivery.objects.get().state == delivery.State.FAILED


def test_in_a_browser_where_somebody_else_is_signed_in_that_ends_for_them_whole(cast, invited):
    shared = Browser(cast.ines)
    token, _ = issue_line(cast.ines, shared.client.session.session_key)
    shared.post(address(invited), FIELDS)
    assert who(token) is None


def test_a_new_colleague_chooses_a_password_and_is_at_the_desk(cast, invited):
    lena = Browser()
    assert "Ames Public Library" in text(lena.get(address(invited)))
    assert not Librarian.objects.filter(email=LENA).exists()
    page = lena.post(address(invited), FIELDS)
    assert page.request["PATH_INFO"] == "/desk/"
    assert page.status_code == 200
    assert Librarian.objects.get(email=LENA).memberships.get().library == cast.ames


def test_a_coordinator_begins_at_what_the_library_still_lacks(cast):
    led = invite(cast.ames, LENA, Role.COORDINATOR, cast.hana)
    page = Browser().post(address(led), FIELDS)
    assert page.request["PATH_INFO"] == "/library/ames/"
    assert "What is left to do" in text(page)
    known = invite(cast.birch, cast.noor.email, Role.COORDINATOR, cast.hana)
    assert Browser(cast.noor).post(address(known)).request["PATH_INFO"] == "/library/birch/"


def test_used_taken_back_over_and_made_up_answer_alike(cast, invited):
    Browser().post(address(invited), FIELDS)
    gone = invite(cast.birch, "x@y.example", Role.LIBRARIAN, cast.hana)
    withdraw(cast.birch, gone.pk, cast.hana)
    over = invite(cast.birch, "z@y.example", Role.LIBRARIAN, cast.hana)
    Invitation.objects.filter(pk=over.pk).update(expires_at=clock.now())
    pages = [Browser().get(address(each)) for each in (invited, gone, over)]
    pages.append(Browser().get(f"/invitation/{'A' * 43}/"))
    assert {page.status_code for page in pages} == {404}
    plain = {re.sub(r'value="[^"]+"', "", text(page)) for page in pages}
    assert len(plain) == 1
    assert Browser().post(address(invited), FIELDS).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short"},
        {"password": "password12345"[:8]},
        {"password": "1234567890"},
        {"password": "lena@ames.example"},
        {"name": ""},
        {"name": "\u200b\u202e"},
    ],
)
def test_a_weak_password_or_no_name_is_refused_and_the_link_still_works(invited, wrong):
    page = Browser().post(address(invited), FIELDS | wrong)
    assert page.status_code == 422
    assert "field-error" in text(page)
    assert "quiet-lamp-and-ledger" not in text(page)
    assert not Librarian.objects.filter(email=LENA).exists()
    assert Browser().get(address(invited)).status_code == 200


def test_role_and_library_cannot_be_chosen_by_who_accepts(cast, invited):
    Browser().post(
        address(invited), FIELDS | {"role": "help_desk", "library": "birch", "email": "a@b.example"}
    )
    membership = Librarian.objects.get(email=LENA).memberships.get()
    assert (membership.library, membership.role) == (cast.ames, "librarian")


def test_who_has_an_account_signs_in_to_accept_and_keeps_password_and_library(cast):
    link = address(invite(cast.ames, cast.otto.email, Role.INTERN, cast.noor))
    stranger = Browser()
    assert 'name="password"' not in text(stranger.get(link))
    stranger.post(link, FIELDS)
    assert cast.otto.memberships.count() == 1
    otto = Browser(cast.otto)
    otto.get(link)
    assert cast.otto.memberships.count() == 1  # looking accepts nothing
    otto.post(link)
    assert cast.otto.memberships.count() == 2
    cast.otto.refresh_from_db()
    assert cast.otto.check_password(PASSWORD)


def test_who_is_signed_in_as_another_cannot_take_it(cast):
    link = address(invite(cast.ames, cast.otto.email, Role.LIBRARIAN, cast.noor))
    mei = Browser(cast.hana)
    assert "you are signed in as hana@desk.example" in text(mei.get(link))
    mei.post(link)
    assert cast.hana.memberships.count() == 1
    assert Invitation.objects.good().exists()


def test_a_host_header_does_not_lead_the_link_elsewhere(cast):
    noor = Browser(cast.noor)
    noor.client.defaults["HTTP_HOST"] = "localhost"
    noor.post("/library/ames/staff/invite/", {"email": LENA, "role": "librarian", "language": "en"})
    assert "http://127.0.0.1:8000/invitation/" in the_mail().body


def test_the_page_is_kept_by_no_cache(invited):
    assert Browser().get(address(invited))["Cache-Control"] == "no-store"
