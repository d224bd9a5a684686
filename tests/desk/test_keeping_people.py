"""Roles at the consortium and accounts that end: somebody always stays, and who goes leaves no door open."""

from __future__ import annotations

import threading

from django.db import connection

from commondesk.consortium.invitation import Invitation, invite
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Membership, Role
from commondesk.desk import transferring
from commondesk.desk.conversation import Conversation
from commondesk.desk.keeping_people import activate, deactivate, set_consortium_role
from commondesk.plumbing.refusal import Refusal
from tests.cast import Cast, make_librarian, make_talk, on_duty


def test_one_of_the_help_desk_always_stays(open_cast: Cast) -> None:
    hana, hugo = open_cast.hana, make_librarian("hugo@desk.example", "Hugo", Role.HELP_DESK)
    begin, refused = threading.Barrier(2), []

    def act(by: Librarian, on: Librarian, *, end: bool) -> None:
        begin.wait()
        try:
            if end:
                deactivate(by, on)
            else:
                set_consortium_role(by, on, Role.ANALYST)
        except Refusal as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=act, args=(hana, hugo), kwargs={"end": True}),
        threading.Thread(target=act, args=(hugo, hana), kwargs={"end": False}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Membership.objects.filter(role=Role.HELP_DESK, librarian__is_active=True).count() == 1


def test_whose_account_ends_helps_nobody_any_more_nor_when_it_is_opened_again(cast: Cast) -> None:
    code = make_talk(cast.ines, library=cast.ames).conversation.code
    on_duty(cast.otto)
    transferring.invite(code, cast.ines, cast.otto, "Do you read old maps?")
    transferring.accept(code, cast.otto)
    deactivate(cast.hana, cast.otto)
    activate(cast.hana, cast.otto)
    found = Conversation.objects.get(code=code)
    assert (found.claimed_by, found.helped_by) == (cast.ines, None)
    assert found.events.latest("seq").kind == "stepped_back"


def test_who_is_dismissed_has_invited_nobody_in_again(cast: Cast) -> None:
    invite(cast.ames, "noor@home.example", Role.COORDINATOR, cast.noor)
    kept = invite(cast.ames, "lena@ames.example", Role.LIBRARIAN, cast.hana)
    deactivate(cast.hana, cast.noor)
    assert list(Invitation.objects.good()) == [kept]


def test_who_loses_the_help_desk_keeps_the_invitations_to_their_own_library(cast: Cast) -> None:
    hugo = make_librarian("hugo@desk.example", "Hugo", Role.HELP_DESK)
    Membership.objects.create(librarian=hugo, library=cast.ames, role=Role.COORDINATOR)
    kept = invite(cast.ames, "lena@ames.example", Role.LIBRARIAN, hugo)
    invite(cast.birch, "hugo@home.example", Role.COORDINATOR, hugo)
    set_consortium_role(cast.hana, hugo, "")
    assert list(Invitation.objects.good()) == [kept]
