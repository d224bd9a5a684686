"""Rights change while a stream is open: what they opened ends at once, all else goes on (bad-input 8).

The heartbeat of these streams is slow, so that it is the wake of the verb which is heard.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from commondesk.consortium.library import Library
from commondesk.consortium.membership import Membership, Role
from commondesk.consortium.queue import Queue
from commondesk.desk.bearer import create_personal
from commondesk.desk.conversation import Conversation
from commondesk.desk.keeping_people import deactivate, set_consortium_role
from commondesk.desk.membership_change import change_role, leave_library
from commondesk.desk.message import say_as_patron
from commondesk.desk.stepping_in import step_in
from commondesk.desk.transferring import accept, cancel, invite, step_back, transfer
from tests.cast import Cast, make_asked, make_librarian, make_queue, make_talk, on_duty
from tests.web.line.served import ServedLine

ENDED = {"reason": "rights"}


@pytest.fixture
def served(open_cast: Cast) -> Iterator[ServedLine]:
    with ServedLine(beat_seconds=60) as line:
        yield line


def own_queue(library: Library) -> Queue:
    """Of this library alone; it rolls on to none that others staff."""
    return make_queue(f"{library.slug}-only", f"{library.name} only", staff=[library])


def test_who_leaves_one_of_two_libraries_follows_the_other_alone(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    ines, ames, birch = open_cast.ines, open_cast.ames, open_cast.birch
    make_librarian("lena@ames.example", "Lena", Role.LIBRARIAN, ames)
    Membership.objects.create(librarian=ines, library=birch, role=Role.LIBRARIAN)
    of_ames = make_asked(queue=own_queue(ames)).conversation
    of_birch = make_talk(ines, queue=own_queue(birch)).conversation
    with (
        served.follow_desk(ines_token) as desk,
        served.follow(of_ames.code, ines_token) as leaving,
        served.follow(of_birch.code, ines_token) as staying,
    ):
        queues = {queue["slug"] for queue in desk.next("snapshot").data["queues"]}
        assert {"ames-only", "birch-only"} <= queues
        leaving.take(1), staying.take(2)
        leave_library(ames, ines.pk, open_cast.noor)
        assert leaving.next("end").data == ENDED
        queues = {queue["slug"] for queue in desk.next("snapshot").data["queues"]}
        assert "birch-only" in queues
        assert "ames-only" not in queues
        say_as_patron(of_birch, "Are you there?")
        assert staying.take(1)[0].data["body"] == "Are you there?"
    assert served.follow(of_ames.code, ines_token).status == 404
    assert served.say(of_ames.code, ines_token, "Still me").status == 404


def test_who_was_offered_it_reads_it_no_longer_than_the_offer_stands(
    served: ServedLine, open_cast: Cast, otto_token: str
) -> None:
    on_duty(open_cast.otto, open_cast.statewide)
    code = make_talk(open_cast.ines, queue=own_queue(open_cast.ames)).conversation.code
    assert served.follow(code, otto_token).status == 404
    transfer(code, open_cast.ines, open_cast.otto, "Please take it.")
    with served.follow(code, otto_token) as following:
        following.take(2)
        cancel(code, open_cast.ines)
        assert following.next("end").data == ENDED
    assert served.follow(code, otto_token).status == 404


def test_whose_membership_ends_while_they_are_asked_reads_no_further(
    served: ServedLine, open_cast: Cast, otto_token: str
) -> None:
    on_duty(open_cast.otto, open_cast.statewide)
    code = make_talk(open_cast.ines, queue=own_queue(open_cast.ames)).conversation.code
    transfer(code, open_cast.ines, open_cast.otto, "Please take it.")
    with served.follow(code, otto_token) as following:
        following.take(2)
        change_role(open_cast.birch, open_cast.otto.pk, Role.INTERN, open_cast.hana, sure=True)
        assert following.next("end").data == ENDED


def test_a_helper_writes_no_more_after_stepping_back_and_reads_until_they_leave(
    served: ServedLine, open_cast: Cast, otto_token: str
) -> None:
    """Who took part may read on, as long as they are of the staff (DESIGN.md section 9)."""
    on_duty(open_cast.otto, open_cast.statewide)
    talk = make_talk(open_cast.ines, queue=own_queue(open_cast.ames)).conversation
    invite(talk.code, open_cast.ines, open_cast.otto, "Please look with me.")
    accept(talk.code, open_cast.otto)
    with served.follow(talk.code, otto_token) as following:
        assert served.say(talk.code, otto_token, "I have an album.").status == 201
        step_back(talk.code, open_cast.ines)
        assert served.say(talk.code, otto_token, "One more").status == 409
        say_as_patron(talk, "Thank you both.")
        assert following.next("event")
        leave_library(open_cast.birch, open_cast.otto.pk, open_cast.hana, sure=True)
        assert following.next("end").data == ENDED


def test_a_coordinator_made_librarian_reads_no_more_of_the_library_s_patrons_elsewhere(
    served: ServedLine, open_cast: Cast
) -> None:
    token = create_personal(open_cast.noor.email)
    code = make_asked(queue=own_queue(open_cast.birch), library=open_cast.ames).conversation.code
    with served.follow(code, token) as following:
        following.take(1)
        change_role(open_cast.ames, open_cast.noor.pk, Role.LIBRARIAN, open_cast.hana)
        assert following.next("end").data == ENDED
    assert served.follow(code, token).status == 404


def test_who_stepped_in_and_loses_the_role_gives_it_back(served: ServedLine, open_cast: Cast) -> None:
    hugo = make_librarian("hugo@desk.example", "Hugo", Role.HELP_DESK)
    token = create_personal(hugo.email)
    code = make_talk(open_cast.otto, queue=own_queue(open_cast.birch)).conversation.code
    step_in(code, hugo, "A crisis.")
    with served.follow(code, token) as following:
        following.take(2)
        set_consortium_role(open_cast.hana, hugo, Role.ANALYST)
        assert following.next("end").data == ENDED
    assert Conversation.objects.get(code=code).state == Conversation.State.WAITING
    assert served.say(code, token, "Still me").status == 404


def test_an_account_that_ends_ends_desk_and_talks(
    served: ServedLine, open_cast: Cast, otto_token: str
) -> None:
    code = make_talk(open_cast.otto, queue=open_cast.statewide).conversation.code
    with served.follow_desk(otto_token) as desk, served.follow(code, otto_token) as talk:
        desk.next("snapshot"), talk.take(2)
        deactivate(open_cast.hana, open_cast.otto)
        assert talk.next("end").data == ENDED
        assert desk.next("end").data == ENDED
    assert served.follow_desk(otto_token).status == 401
    assert served.say(code, otto_token, "Still me").status == 401


def test_whoever_held_it_when_the_help_desk_stepped_in_learns_it_on_the_desk_and_writes_no_more(
    served: ServedLine, open_cast: Cast, otto_token: str
) -> None:
    on_duty(open_cast.otto, open_cast.statewide)
    code = make_talk(open_cast.otto, queue=open_cast.statewide).conversation.code
    with served.follow_desk(otto_token) as desk:
        assert [row["code"] for row in desk.next("snapshot").data["mine"]] == [code]
        step_in(code, open_cast.hana, "A crisis.")
        assert desk.next("conversation").data["code"] == code
    assert served.say(code, otto_token, "One more").status == 409


def test_a_helper_learns_at_once_that_the_talk_was_handed_on(
    served: ServedLine, open_cast: Cast, otto_token: str
) -> None:
    on_duty(open_cast.otto, open_cast.statewide)
    on_duty(open_cast.noor, open_cast.statewide)
    code = make_talk(open_cast.ines, queue=open_cast.statewide).conversation.code
    invite(code, open_cast.ines, open_cast.otto, "Please look with me.")
    accept(code, open_cast.otto)
    with served.follow_desk(otto_token) as desk:
        assert [row["code"] for row in desk.next("snapshot").data["mine"]] == [code]
        transfer(code, open_cast.ines, open_cast.statewide, "Nobody here knows.")
        assert desk.next("snapshot").data["mine"] == []
