"""Another role, another library: what somebody monitors, holds and sees follows at once."""

import pytest

from commondesk.consortium.audit import Audit
from commondesk.consortium.invitation import Invitation, invite
from commondesk.consortium.membership import Membership, Role
from commondesk.consortium.staffing import left_without_staff
from commondesk.desk.bearer import issue_line, who
from commondesk.desk.conversation import Conversation
from commondesk.desk.membership_change import change_role, leave_library
from commondesk.plumbing import bus
from commondesk.plumbing.refusal import Invalid, NotVisible
from commondesk.schedule.presence import Monitoring
from tests.cast import make_librarian, make_talk, on_duty


@pytest.fixture
def colleague(cast):
    """Somebody beside Ines, so that Ames is not left alone when she goes."""
    return make_librarian("lena@ames.example", "Lena Park", Role.LIBRARIAN, cast.ames)


@pytest.fixture
def wakes(monkeypatch):
    said = []
    monkeypatch.setattr(bus, "wake", lambda wakes: said.extend(each.topic for each in wakes))
    return said


def state_of(asked):
    found = Conversation.objects.get(code=asked.conversation.code)
    return found.state, found.claimed_by_id


def test_who_leaves_the_only_library_is_off_the_desk_and_what_they_held_returns(cast, colleague, wakes):
    on_duty(cast.ines, cast.statewide, cast.ames_queue)
    asked = make_talk(cast.ines, library=cast.ames)
    token, _ends = issue_line(cast.ines, "session")
    leave_library(cast.ames, cast.ines.pk, cast.noor)
    assert state_of(asked) == ("waiting", None)
    assert not Monitoring.objects.filter(librarian=cast.ines).exists()
    assert who(token) is None
    assert f"rights:{cast.ines.pk}" in wakes
    assert not Conversation.objects.visible_to(cast.ines).exists()
    act = Audit.objects.get(act="staff.leave")
    assert (act.by, act.data) == (cast.noor, {"librarian": cast.ines.pk, "role": "librarian"})


def test_who_leaves_one_of_two_keeps_what_the_other_staffs(cast, colleague, wakes):
    Membership.objects.create(librarian=cast.ines, library=cast.birch, role=Role.LIBRARIAN)
    on_duty(cast.ines, cast.statewide, cast.ames_queue)
    shared, own = make_talk(cast.ines, queue=cast.statewide), make_talk(cast.ines, library=cast.ames)
    cast.ames_queue.rolls_on_to = None
    cast.ames_queue.save()
    leave_library(cast.ames, cast.ines.pk, cast.noor)
    assert state_of(shared) == ("talking", cast.ines.pk)
    assert state_of(own) == ("waiting", None)
    monitored = Monitoring.objects.filter(librarian=cast.ines).values_list("queue__slug", flat=True)
    assert list(monitored) == ["statewide"]
    assert f"rights:{cast.ines.pk}" in wakes


def test_who_helps_a_colleague_and_leaves_steps_back(cast, colleague):
    asked = make_talk(cast.otto, library=cast.birch)
    Conversation.objects.filter(code=asked.conversation.code).update(helped_by=cast.ines)
    leave_library(cast.ames, cast.ines.pk, cast.noor)
    found = Conversation.objects.get(code=asked.conversation.code)
    assert (found.helped_by, found.claimed_by) == (None, cast.otto)


def test_an_intern_holds_and_monitors_no_chats(cast, colleague, wakes):
    on_duty(cast.ines, cast.statewide)
    asked = make_talk(cast.ines, library=cast.ames)
    change_role(cast.ames, cast.ines.pk, Role.INTERN, cast.noor)
    assert state_of(asked) == ("waiting", None)
    assert not Monitoring.objects.exists()
    assert f"rights:{cast.ines.pk}" in wakes


def test_a_librarian_made_coordinator_goes_on_as_before(cast):
    on_duty(cast.ines, cast.statewide)
    asked = make_talk(cast.ines, library=cast.ames)
    change_role(cast.ames, cast.ines.pk, Role.COORDINATOR, cast.noor)
    assert state_of(asked) == ("talking", cast.ines.pk)
    assert Monitoring.objects.filter(librarian=cast.ines).exists()
    assert Audit.objects.get().data == {"librarian": cast.ines.pk, "role": ["librarian", "coordinator"]}


def test_the_last_of_a_queues_staff_goes_only_where_somebody_is_sure(cast):
    otto = cast.otto.memberships.get()
    assert left_without_staff(otto) == [cast.birch_queue]
    with pytest.raises(Invalid):
        leave_library(cast.birch, cast.otto.pk, cast.hana)
    with pytest.raises(Invalid):
        change_role(cast.birch, cast.otto.pk, Role.INTERN, cast.hana)
    assert cast.otto.memberships.get().role == Role.LIBRARIAN
    leave_library(cast.birch, cast.otto.pk, cast.hana, sure=True)
    assert not cast.otto.memberships.exists()


def test_colleagues_who_cannot_answer_do_not_count(cast):
    make_librarian("ina@birch.example", "Ina", Role.INTERN, cast.birch)
    gone = make_librarian("gus@birch.example", "Gus", Role.LIBRARIAN, cast.birch)
    gone.is_active = False
    gone.save()
    assert left_without_staff(cast.otto.memberships.get()) == [cast.birch_queue]


def test_another_librarys_staff_is_not_to_be_found_here(cast):
    for act in (lambda: leave_library(cast.ames, cast.otto.pk, cast.noor, sure=True),
                lambda: change_role(cast.ames, cast.otto.pk, Role.INTERN, cast.noor, sure=True)):  # fmt: skip
        with pytest.raises(NotVisible):
            act()


@pytest.mark.parametrize("role", ["help_desk", "analyst", "owner", ""])
def test_no_library_gives_a_role_of_the_consortium(cast, role):
    with pytest.raises(Invalid):
        change_role(cast.ames, cast.ines.pk, role, cast.noor, sure=True)


@pytest.mark.parametrize("end", [leave_library, lambda *who: change_role(*who[:2], Role.LIBRARIAN, who[2])])
def test_who_is_dismissed_as_coordinator_has_invited_nobody_in_again(cast, end):
    invite(cast.ames, "noor@home.example", Role.COORDINATOR, cast.noor)
    end(cast.ames, cast.noor.pk, cast.hana)
    assert not Invitation.objects.good().exists()


def test_who_goes_on_their_own_accord_may_have_invited_their_successor(cast):
    successor = invite(cast.ames, "lena@ames.example", Role.COORDINATOR, cast.noor)
    leave_library(cast.ames, cast.noor.pk, cast.noor)
    assert list(Invitation.objects.good()) == [successor]


def test_who_left_does_not_come_back_by_a_link_that_was_never_used(cast):
    invite(cast.birch, "ines@ames.example", Role.COORDINATOR, cast.hana)
    Membership.objects.create(librarian=cast.ines, library=cast.birch, role=Role.LIBRARIAN)
    leave_library(cast.birch, cast.ines.pk, cast.hana)
    assert not Invitation.objects.good().exists()
