"""Invitations: one link, one person, one library, one week; nothing is learnt from those that are no good."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection

from commondesk.consortium.audit import Audit
from commondesk.consortium.invitation import (
    Invitation,
    accept_as,
    accept_as_new,
    invitation_of,
    invite,
    withdraw,
)
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Role
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Invalid, NotAllowed, NotVisible
from tests.cast import PASSWORD

LENA = "Lena@Ames.example"


@pytest.fixture
def invited(cast):
    return invite(cast.ames, LENA, Role.LIBRARIAN, cast.noor)


def acts():
    return list(Audit.objects.order_by("id").values_list("act", flat=True))


def test_it_leaves_by_mail_and_no_table_holds_the_link(invited):
    mail = Delivery.objects.get()
    assert (mail.to, mail.content) == ("lena@ames.example", {"invitation": invited.pk})
    values = [str(value) for row in Invitation.objects.values() for value in row.values()]
    assert invited.token not in values
    assert acts() == ["staff.invite"]


def test_accepted_it_makes_an_account_and_one_membership_once(cast, invited):
    lena = accept_as_new(invited.token, "Lena Park", "Lena P.", PASSWORD)
    membership = lena.memberships.get()
    assert (membership.library, membership.role) == (cast.ames, Role.LIBRARIAN)
    assert (lena.email, lena.called, lena.check_password(PASSWORD)) == ("lena@ames.example", "Lena P.", True)
    with pytest.raises(NotVisible):
        accept_as_new(invited.token, "Somebody Else", "", PASSWORD)
    assert acts() == ["staff.invite", "staff.join"]


def test_a_week_later_it_opens_nothing(invited):
    with time_machine.travel(clock.now() + dt.timedelta(days=7, seconds=1)), pytest.raises(NotVisible):
        invitation_of(invited.token)


def test_taken_back_it_opens_nothing_and_only_its_library_takes_it_back(cast, invited):
    with pytest.raises(NotVisible):
        withdraw(cast.birch, invited.pk, cast.hana)
    assert invitation_of(invited.token) == invited
    withdraw(cast.ames, invited.pk, cast.noor)
    with pytest.raises(NotVisible):
        accept_as_new(invited.token, "Lena Park", "", PASSWORD)
    with pytest.raises(NotVisible):
        withdraw(cast.ames, invited.pk, cast.noor)


def test_a_second_one_ends_the_first(cast, invited):
    again = invite(cast.ames, LENA, Role.INTERN, cast.noor)
    with pytest.raises(NotVisible):
        invitation_of(invited.token)
    assert invitation_of(again.token).role == Role.INTERN


def test_another_library_invites_apart(cast, invited):
    other = invite(cast.birch, LENA, Role.LIBRARIAN, cast.hana)
    assert {invitation_of(each.token).library for each in (invited, other)} == {cast.ames, cast.birch}


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "\x00", "\ud800"])
def test_a_made_up_link_opens_nothing(cast, token):
    with pytest.raises(NotVisible):
        invitation_of(token)


def test_whoever_has_an_account_joins_with_it_and_keeps_the_other_library(cast):
    link = invite(cast.ames, cast.otto.email, Role.LIBRARIAN, cast.noor)
    with pytest.raises(Invalid):
        accept_as_new(link.token, "Otto Lind", "", PASSWORD)
    accept_as(link.token, cast.otto)
    assert {each.library for each in cast.otto.memberships.all()} == {cast.ames, cast.birch}


def test_the_link_of_another_is_nobodys(cast, invited):
    with pytest.raises(NotAllowed):
        accept_as(invited.token, cast.otto)
    cast.otto.is_active = False
    cast.otto.save()
    own = invite(cast.ames, cast.otto.email, Role.LIBRARIAN, cast.noor)
    with pytest.raises(NotAllowed):
        accept_as(own.token, cast.otto)


def test_nobody_is_invited_twice_or_to_the_consortium(cast):
    with pytest.raises(Invalid):
        invite(cast.ames, "INES@ames.example", Role.LIBRARIAN, cast.noor)
    for role in (Role.HELP_DESK, Role.ANALYST, "owner", ""):
        with pytest.raises(Invalid):
            invite(cast.ames, LENA, role, cast.noor)
    assert not Invitation.objects.exists()


def test_of_two_who_accept_at_once_one_joins(open_cast):
    link = invite(open_cast.ames, LENA, Role.LIBRARIAN, open_cast.noor)
    together, said = threading.Barrier(2), []

    def accept(name):
        together.wait()
        try:
            said.append(accept_as_new(link.token, name, "", PASSWORD).name)
        except (NotVisible, Invalid):
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=[name]) for name in ("Lena", "Lotte")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) in (["Lena", "refused"], ["Lotte", "refused"])
    assert Librarian.objects.filter(email="lena@ames.example").count() == 1
    assert open_cast.ames.memberships.filter(librarian__email="lena@ames.example").count() == 1
