"""Queues and libraries close or lose their staff: whoever asks there is still heard (AC8, AC10)."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

import pytest

from commondesk.consortium.membership import Role
from commondesk.consortium.queue import Queue, claimable_by, ways_from
from commondesk.desk.asking import queue_for
from commondesk.desk.claiming import claim, release
from commondesk.desk.closing import close_as_patron, reopen_as_patron
from commondesk.desk.conversation import Conversation
from commondesk.desk.keeping_libraries import close_library, open_library
from commondesk.desk.keeping_queues import close_queue, unstaff_queue
from commondesk.desk.membership_change import leave_library
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.desk.snapshot import snapshot
from commondesk.desk.waiting import is_attended
from commondesk.plumbing.refusal import Invalid
from commondesk.schedule import presence
from commondesk.web.patron.standing import while_waiting
from tests.cast import Cast, make_asked, make_librarian, make_queue, make_talk, on_duty
from tests.support.together import together

State = Conversation.State
ZONE = ZoneInfo("America/New_York")


def now_of(code: str) -> Conversation:
    return Conversation.objects.select_related("queue").get(code=code)


def waiting_at(desk: dict, slug: str) -> list[str]:  # type: ignore[type-arg]
    """Codes of those who wait in a monitored queue, as this desk shows it."""
    queue = next(queue for queue in desk["queues"] if queue["slug"] == slug)
    return [row["code"] for row in queue["conversations"]]


def test_a_library_is_closed_while_one_waits_one_talks_and_one_is_followed_up(cast: Cast) -> None:
    on_duty(cast.otto, cast.birch_queue, cast.statewide)
    on_duty(cast.ines, cast.statewide)
    waits = make_asked(library=cast.birch).conversation.code
    talks = make_talk(cast.otto, library=cast.birch)
    follows = make_talk(cast.otto, library=cast.birch).conversation.code
    Conversation.objects.filter(code=follows).update(state=State.FOLLOWING_UP)
    assert close_library(cast.hana, cast.birch) == 3
    # Who waits rings on at once where the queue rolled on to, and nobody rings in the closed one.
    assert waiting_at(snapshot(cast.ines), "statewide") == [waits]
    assert {queue["slug"] for queue in snapshot(cast.otto)["queues"] if queue["monitored"]} == {"statewide"}
    assert claim(waits, cast.ines).claimed_by == cast.ines
    # What is held stays, and both go on.
    code = talks.conversation.code
    assert (now_of(code).claimed_by, now_of(follows).claimed_by) == (cast.otto, cast.otto)
    say_as_librarian(talks.conversation, cast.otto, "I am still with you.")
    say_as_patron(talks.conversation, "Good.")
    # Given back, or taken up again, it waits where somebody hears it.
    release(code, cast.otto)
    assert waiting_at(snapshot(cast.ines), "statewide") == [code]
    close_as_patron(code)
    reopen_as_patron(code)
    assert claim(code, cast.ines).claimed_by == cast.ines


def test_what_was_held_in_a_queue_that_closed_without_a_way_on_waits_in_a_shared_one(
    cast: Cast,
) -> None:
    on_duty(cast.ines, cast.statewide)
    film = make_queue("film", "Film", staff=[cast.birch])
    code = make_talk(cast.otto, queue=film).conversation.code
    close_queue(cast.hana, film)  # nobody waits in it
    release(code, cast.otto)
    assert ways_from([film.pk])[film.pk] == [film.pk, cast.statewide.pk]
    assert is_attended(film)
    assert waiting_at(snapshot(cast.ines), "statewide") == [code]
    assert claim(code, cast.ines).claimed_by == cast.ines


def test_a_question_that_lands_in_the_moment_its_queue_closes_is_heard(open_cast: Cast) -> None:
    on_duty(open_cast.ines, open_cast.statewide)
    for number in range(5):
        film = make_queue(f"film-{number}", "Film", staff=[open_cast.birch], priority=900)
        asked: list[str] = []
        refused, _none = together(
            [
                partial(close_queue, open_cast.hana, film),
                lambda film=film, asked=asked: asked.append(make_asked(queue=film).conversation.code),
            ]
        )
        someone = open_cast.otto if refused else open_cast.ines  # the queue is open still, or passes on
        assert claim(asked[0], someone).claimed_by == someone


def test_a_queue_with_patrons_and_no_way_on_is_not_closed_before_somebody_says_where(cast: Cast) -> None:
    film = make_queue("film", "Film", staff=[cast.birch])
    make_asked(queue=film)
    with pytest.raises(Invalid, match="Patrons wait here"):
        close_queue(cast.hana, film)
    Queue.objects.filter(pk=film.pk).update(rolls_on_to=cast.statewide)
    close_queue(cast.hana, film)
    on_duty(cast.ines, cast.statewide)
    assert len(waiting_at(snapshot(cast.ines), "statewide")) == 1


def test_a_way_that_was_closed_behind_a_closed_queue_does_not_end_nowhere(cast: Cast) -> None:
    second = make_queue("second", "Second", staff=[cast.ames])
    code = make_asked(library=cast.birch).conversation.code
    close_library(cast.hana, cast.birch)
    Queue.objects.filter(rolls_on_to=cast.statewide, is_active=True).update(rolls_on_to=second)
    close_queue(cast.hana, cast.statewide)  # no open queue rolls on to it; that of Birch, closed, does
    on_duty(cast.ines, second)
    assert waiting_at(snapshot(cast.ines), "second") == [code]
    assert claim(code, cast.ines).claimed_by == cast.ines


def test_a_library_that_opens_again_finds_its_way_on_closed_and_another_in_its_place(cast: Cast) -> None:
    second = make_queue("second", "Second", staff=[cast.ames])
    close_library(cast.hana, cast.birch)
    Queue.objects.filter(rolls_on_to=cast.statewide, is_active=True).update(rolls_on_to=second)
    close_queue(cast.hana, cast.statewide)
    open_library(cast.hana, cast.birch)
    assert queue_for(cast.birch) == cast.birch_queue
    assert ways_from([cast.birch_queue.pk])[cast.birch_queue.pk][-1] == second.pk
    assert cast.birch_queue.pk in claimable_by(cast.ines)


def test_practice_never_reaches_a_real_queue(cast: Cast) -> None:
    Queue.objects.filter(pk=cast.practice.pk).update(is_active=False)
    assert ways_from([cast.practice.pk])[cast.practice.pk] == [cast.practice.pk]


def test_of_the_last_two_shared_queues_one_stays_though_both_are_closed_at_once(open_cast: Cast) -> None:
    Queue.objects.exclude(library=None).update(rolls_on_to=None)
    second = make_queue("second", "Second", staff=[open_cast.ames])
    closed = [partial(close_queue, open_cast.hana, queue) for queue in (open_cast.statewide, second)]
    assert sum(refusal is None for refusal in together(closed)) == 1
    assert Queue.objects.filter(library=None, is_active=True, is_practice=False).count() == 1


def test_the_last_of_a_queue_s_staff_goes_and_who_waits_rings_on_at_once(cast: Cast) -> None:
    """The coordinator is asked first; where it rolls on somebody hears it, without the time of home."""
    on_duty(cast.otto, cast.birch_queue)
    on_duty(cast.ines, cast.statewide)
    code = make_asked(library=cast.birch).conversation.code
    with pytest.raises(Invalid, match="Nobody would be left"):
        leave_library(cast.birch, cast.otto.pk, cast.hana)
    leave_library(cast.birch, cast.otto.pk, cast.hana, sure=True)
    queue = next(queue for queue in snapshot(cast.ines)["queues"] if queue["slug"] == "statewide")
    [row] = queue["conversations"]
    assert (row["code"], row["rings_at"]) == (code, row["waiting_since"])


def test_without_any_staff_and_any_way_on_the_help_desk_hears_it_and_the_patron_is_told_the_truth(
    cast: Cast,
) -> None:
    film = make_queue("film", "Film", staff=[cast.birch])
    on_duty(cast.otto, film)
    waiting = make_asked(queue=film).conversation
    unstaff_queue(cast.hana, film, cast.birch)
    assert not presence.on_duty_for([film.pk])
    standing = while_waiting(now_of(waiting.code), ZONE)
    assert not standing.is_open
    assert "kept" in standing.sentence
    counted = next(queue for queue in snapshot(cast.hana)["queues"] if queue["slug"] == "film")
    assert (counted["waiting"], counted["monitored"]) == (1, False)
    assert claim(waiting.code, cast.hana).claimed_by == cast.hana


def test_the_last_librarian_signs_out_with_a_line_and_nobody_of_it_is_lost(cast: Cast) -> None:
    """Bad-input 5: they are told that the question is kept, and it is there in the morning."""
    on_duty(cast.ines, cast.statewide)
    codes = [make_asked(queue=cast.statewide).conversation.code for _ in range(3)]
    presence.leave(cast.ines)
    for code in codes:
        assert not while_waiting(now_of(code), ZONE).is_open
    on_duty(cast.otto, cast.statewide)
    assert waiting_at(snapshot(cast.otto), "statewide") == codes


def test_who_is_the_last_on_an_open_queue_may_stop_and_keeps_what_they_hold(cast: Cast) -> None:
    """EN2."""
    on_duty(cast.ines, cast.statewide)
    code = make_talk(cast.ines, queue=cast.statewide).conversation.code
    presence.stop_monitoring(cast.ines, cast.statewide)
    assert not is_attended(cast.statewide)
    assert now_of(code).claimed_by == cast.ines
    say_as_librarian(now_of(code), cast.ines, "I am still here for you.")
    assert [row["code"] for row in snapshot(cast.ines)["mine"]] == [code]
    presence.monitor(cast.ines, cast.statewide)
    assert is_attended(cast.statewide)


def test_of_two_libraries_one_is_left_and_each_conversation_goes_where_it_belongs(cast: Cast) -> None:
    lena = make_librarian("lena@ames.example", "Lena Park", Role.LIBRARIAN, cast.ames)
    cast.ines.memberships.create(library=cast.birch, role=Role.LIBRARIAN)
    own = make_queue("ames-only", "Ames only", staff=[cast.ames])
    on_duty(cast.ines, own, cast.birch_queue)
    on_duty(lena, own)
    of_ames, of_birch = make_talk(cast.ines, queue=own), make_talk(cast.ines, library=cast.birch)
    leave_library(cast.ames, cast.ines.pk, cast.noor)
    assert now_of(of_birch.conversation.code).claimed_by == cast.ines
    back = now_of(of_ames.conversation.code)
    assert (back.state, back.waiting_since) == (State.WAITING, back.asked_at)
    assert [row["code"] for row in snapshot(cast.ines)["mine"]] == [of_birch.conversation.code]
    assert claim(back.code, lena).claimed_by == lena
