"""Rolling on: to another queue, never in a circle, never to nowhere (AC8)."""

import pytest

from commondesk.consortium.audit import Audit
from commondesk.consortium.membership import Membership, Role
from commondesk.consortium.queue import set_roll_on
from commondesk.plumbing.refusal import Invalid


def test_it_is_set_and_written_down(cast):
    assert set_roll_on(cast.ames_queue, cast.hana, cast.birch_queue, 30) == [
        "rolls_on_to_id",
        "rolls_on_after",
    ]
    cast.ames_queue.refresh_from_db()
    assert (cast.ames_queue.rolls_on_to, cast.ames_queue.rolls_on_after) == (cast.birch_queue, 30)
    assert Audit.objects.get().data["rolls_on_after"] == [None, 30]


def test_the_same_again_changes_nothing(cast):
    assert set_roll_on(cast.ames_queue, cast.noor, cast.statewide, None) == []
    assert not Audit.objects.exists()


def test_no_circle_no_practice_and_no_nowhere(cast):
    closed = cast.birch_queue
    closed.is_active = False
    closed.save()
    refused = [
        (cast.statewide, cast.ames_queue),
        (cast.ames_queue, cast.ames_queue),
        (cast.ames_queue, cast.practice),
        (cast.ames_queue, closed),
        (cast.ames_queue, None),
    ]
    for queue, target in refused:
        with pytest.raises(Invalid):
            set_roll_on(queue, cast.hana, target, None)


def test_the_last_queue_stays_the_last(cast):
    assert set_roll_on(cast.statewide, cast.hana, None, 60) == ["rolls_on_after"]


def test_a_coordinator_chooses_shared_queues_and_those_of_libraries_that_are_theirs(cast):
    with pytest.raises(Invalid, match="once that library has agreed"):
        set_roll_on(cast.ames_queue, cast.noor, cast.birch_queue, None)
    Membership.objects.create(librarian=cast.noor, library=cast.birch, role=Role.COORDINATOR)
    assert set_roll_on(cast.ames_queue, cast.noor, cast.birch_queue, None) == ["rolls_on_to_id"]


def test_what_the_help_desk_has_set_stays_when_a_coordinator_changes_the_seconds(cast):
    set_roll_on(cast.ames_queue, cast.hana, cast.birch_queue, None)
    assert set_roll_on(cast.ames_queue, cast.noor, cast.birch_queue, 20) == ["rolls_on_after"]
