"""A closed laptop, a break, a full desk: what becomes of the patrons (EN2, AC7, AC10)."""

from __future__ import annotations

import datetime as dt

import pytest

from commondesk.desk.claim import Claim
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.desk.ringing import calls
from commondesk.desk.signs_of_life import seen
from commondesk.desk.snapshot import on_duty as shown_on_duty
from commondesk.desk.transferring import accept, invite
from commondesk.plumbing import clock
from commondesk.schedule import presence
from commondesk.schedule.presence import LEASE, Monitoring, Presence
from commondesk.work import SWEEPS, lose_patrons, return_unkept_claims
from tests.cast import Cast, make_talk, on_duty

SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)
State = Conversation.State


def now_of(code: str) -> Conversation:
    return Conversation.objects.get(code=code)


def sweep() -> None:
    """What `work` does every five seconds."""
    presence.sweep(clock.now())
    return_unkept_claims(clock.now())


@pytest.fixture
def answered(cast: Cast) -> Conversation:
    """Ines has answered, Pia has asked on, and looks at her page."""
    on_duty(cast.ines, cast.statewide)
    talk = make_talk(cast.ines, queue=cast.statewide).conversation
    say_as_librarian(talk, cast.ines, "Hello, I am looking.")
    say_as_patron(talk, "And the one of 1930?")
    return talk


def test_a_closed_laptop_is_off_duty_within_45_seconds_and_so_is_what_it_had_not_answered(cast: Cast) -> None:
    """Nobody beats any more from the moment of the claim on: the lease of 40 s, and a sweep every 5 s."""
    every = {job.name: job.every for job in SWEEPS}
    assert LEASE.total_seconds() + max(every["leases"], every["claims"]) <= 45
    names = [job.name for job in SWEEPS]
    assert names.index("leases") < names.index("claims")  # in the same round
    on_duty(cast.ines, cast.statewide)
    talk = make_talk(cast.ines, queue=cast.statewide).conversation
    with clock.moved(LEASE - SECOND):
        sweep()
        assert now_of(talk.code).state == State.TALKING
    with clock.moved(LEASE):
        sweep()
        back = now_of(talk.code)
        assert (back.state, back.waiting_since) == (State.WAITING, back.asked_at)
        assert presence.on_duty() == []
    event = Event.objects.filter(conversation=talk).latest("seq")
    assert (event.kind, event.patron_seq is not None) == ("returned", True)  # the patron is told
    assert Claim.objects.get(conversation=talk).how == Claim.How.RETURNED


def test_who_comes_back_in_time_keeps_it(cast: Cast) -> None:
    on_duty(cast.ines, cast.statewide)
    code = make_talk(cast.ines, queue=cast.statewide).conversation.code
    with clock.moved(LEASE - SECOND):
        presence.here(cast.ines)
    with clock.moved(LEASE + 5 * SECOND):
        sweep()
    assert now_of(code).claimed_by == cast.ines


def test_after_a_long_stop_of_the_server_nobody_talks_to_an_empty_chair(cast: Cast) -> None:
    """The night's upgrade took half an hour; the first sweeps find claims of those who went home."""
    on_duty(cast.ines, cast.statewide)
    code = make_talk(cast.ines, queue=cast.statewide).conversation.code
    with clock.moved(dt.timedelta(minutes=30)):
        sweep()
        assert now_of(code).state == State.WAITING
        assert not Monitoring.objects.exists()
        assert Presence.objects.exists()
    with clock.moved(dt.timedelta(days=2)):
        presence.forget(clock.now())
    assert not Presence.objects.exists()


def test_what_was_answered_stays_for_three_minutes_then_a_patron_who_asks_in_vain_is_heard_again(
    cast: Cast, answered: Conversation
) -> None:
    with clock.moved(LEASE + 2 * MINUTE):
        seen(answered.pk, beats=True)
        sweep()
        assert now_of(answered.code).claimed_by == cast.ines
    with clock.moved(LEASE + 3 * MINUTE):
        seen(answered.pk, beats=True)
        sweep()
        back = now_of(answered.code)
        assert (back.state, back.waiting_since) == (State.WAITING, back.asked_at)
    assert Event.objects.filter(conversation=answered).latest("seq").kind == "returned"


def test_who_is_back_within_them_goes_on(cast: Cast, answered: Conversation) -> None:
    with clock.moved(LEASE + 2 * MINUTE):
        sweep()
        presence.here(cast.ines)
    with clock.moved(LEASE + 2 * MINUTE + LEASE):
        seen(answered.pk, beats=True)
        sweep()
        assert now_of(answered.code).claimed_by == cast.ines


@pytest.mark.parametrize("why", ["the patron has gone", "we spoke last", "a colleague helps", "followed up"])
def test_it_stays_where_nobody_waits_in_vain(cast: Cast, answered: Conversation, why: str) -> None:
    on_duty(cast.otto, cast.statewide)
    if why == "we spoke last":
        say_as_librarian(answered, cast.ines, "It is on its way to your branch.")
    if why == "a colleague helps":
        invite(answered.code, cast.ines, cast.otto, "Please look, too.")
        accept(answered.code, cast.otto)
    if why == "followed up":
        Conversation.objects.filter(pk=answered.pk).update(state=State.FOLLOWING_UP)
    with clock.moved(10 * MINUTE):
        if why != "the patron has gone":
            seen(answered.pk, beats=True)
        sweep()
    assert now_of(answered.code).claimed_by == cast.ines


def test_who_returned_to_the_line_and_has_gone_is_not_lost_but_kept(cast: Cast) -> None:
    """AC9 counts who leaves while waiting; whoever had to wait again because of us has 90 s anew."""
    on_duty(cast.ines, cast.statewide)
    talk = make_talk(cast.ines, queue=cast.statewide).conversation
    seen(talk.pk, beats=True)
    presence.leave(cast.ines)
    return_unkept_claims(clock.now())
    with clock.moved(89 * SECOND):
        lose_patrons(clock.now())
        assert now_of(talk.code).state == State.WAITING


def test_a_break_ends_by_itself(cast: Cast) -> None:
    """AC10: at its time the desk rings again, told by the browser that beats meanwhile."""
    on_duty(cast.ines, cast.statewide)
    presence.back_soon(cast.ines, 5)
    assert presence.on_call(clock.now()) == []
    assert shown_on_duty()[0]["back_at"]
    with clock.moved(5 * MINUTE):
        presence.here(cast.ines)
        presence.monitor(cast.ines, cast.statewide)
        assert [one.librarian_id for one in presence.on_call(clock.now())] == [cast.ines.pk]
        assert shown_on_duty()[0]["back_at"] is None


def test_who_does_not_come_back_from_a_break_is_off_duty_once_the_browser_is_closed(cast: Cast) -> None:
    on_duty(cast.ines, cast.statewide)
    presence.back_soon(cast.ines, 5)
    with clock.moved(5 * MINUTE):
        sweep()
        assert presence.on_call(clock.now()) == []
        assert presence.on_duty() == []


def test_who_holds_as_many_as_they_want_keeps_no_patron_of_their_library_waiting(cast: Cast) -> None:
    """AC7's forty seconds are for somebody who hears it: at the own limit nothing rings (AC10)."""
    on_duty(cast.ines, cast.ames_queue)
    on_duty(cast.otto, cast.statewide)
    presence.limit_chats(cast.ines, 1)
    assert calls([cast.ames_queue.pk]).offsets(cast.ames_queue.pk)[cast.statewide.pk] == 40
    make_talk(cast.ines, queue=cast.statewide)
    assert calls([cast.ames_queue.pk]).offsets(cast.ames_queue.pk)[cast.statewide.pk] == 0
    presence.limit_chats(cast.ines, 2)
    assert calls([cast.ames_queue.pk]).offsets(cast.ames_queue.pk)[cast.statewide.pk] == 40


def test_colleagues_see_library_number_languages_and_break(cast: Cast) -> None:
    """AC1."""
    cast.otto.languages = ["en", "es"]
    cast.otto.save()
    on_duty(cast.otto, cast.statewide)
    make_talk(cast.otto, queue=cast.statewide)
    [row] = shown_on_duty()
    assert (row["name"], row["library"], row["languages"], row["open_conversations"], row["queues"]) == (
        "Otto", "Birch County Library", ["en", "es"], 1, ["statewide"],
    )  # fmt: skip
