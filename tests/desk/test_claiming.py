"""Claims: one key or click takes a patron, and exactly one librarian can (AC6)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from commondesk.desk.claim import Claim
from commondesk.desk.claiming import claim, release, return_to_queue
from commondesk.desk.closing import close_as_patron, leave
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.desk.message import say_as_patron
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import ClaimedBy, Closed, NotAllowed, NotClaimed, NotVisible
from tests.cast import Cast, make_asked, make_librarian, make_talk, on_duty

State = Conversation.State


def kinds(code: str) -> list[str]:
    return list(Event.objects.filter(conversation__code=code).order_by("seq").values_list("kind", flat=True))


def test_a_claim_begins_a_talk_and_tells_the_patron_who_is_there(cast: Cast) -> None:
    on_duty(cast.ines, cast.statewide)
    asked = make_asked(library=cast.ames)
    held = claim(asked.conversation.code, cast.ines)
    event = Event.objects.get(conversation=held, kind="claimed")
    assert (held.state, held.claimed_by) == (State.TALKING, cast.ines)
    assert (event.by_name, event.by_library) == ("Ines", "Ames Public Library")
    assert event.patron_seq == 2


def test_a_second_claim_is_refused_and_told_who_has_it(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    with pytest.raises(ClaimedBy) as refused:
        claim(code, cast.otto)
    assert refused.value.extra["by"] == {"name": "Ines", "library": "Ames Public Library"}


def test_claiming_what_one_holds_changes_nothing(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    claim(code, cast.ines)
    assert kinds(code).count("claimed") == 1


def test_a_librarian_of_another_library_may_claim_what_rolls_on_to_a_shared_queue(cast: Cast) -> None:
    asked = make_asked(library=cast.ames)
    assert asked.conversation.queue == cast.ames_queue
    assert claim(asked.conversation.code, cast.otto).claimed_by == cast.otto


def test_who_staffs_none_of_its_queues_may_not_claim(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        claim(make_asked().conversation.code, cast.anna)


def test_an_unknown_code_is_not_visible(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        claim("nowhere0", cast.ines)


def test_who_gave_up_cannot_be_claimed(cast: Cast) -> None:
    code = make_asked().conversation.code
    leave(code)
    with pytest.raises(Closed):
        claim(code, cast.ines)


def test_a_question_left_while_closed_is_followed_up_once_its_patron_has_gone(cast: Cast) -> None:
    asked = make_asked()
    assert asked.conversation.asked_while_closed
    with clock.moved(timedelta(hours=8)):
        assert claim(asked.conversation.code, cast.ines).state == State.FOLLOWING_UP


def test_release_gives_back_the_place_in_the_line(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    release(code, cast.ines)
    again = Conversation.objects.get(code=code)
    assert (again.state, again.claimed_by, again.waiting_since) == (State.WAITING, None, again.asked_at)
    assert Claim.objects.get(conversation=again).how == Claim.How.RELEASED


def test_only_the_claimant_releases(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    with pytest.raises(ClaimedBy):
        release(code, cast.otto)
    release(code, cast.ines)
    with pytest.raises(NotClaimed):
        release(code, cast.ines)


def test_what_nobody_kept_returns_to_the_queue(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    assert return_to_queue(code)
    assert not return_to_queue(code)
    assert kinds(code)[-1] == "returned"


def test_a_claim_that_comes_while_the_patron_leaves_is_one_or_the_other(open_cast: Cast) -> None:
    for _ in range(10):
        code = make_asked().conversation.code
        outcomes: list[str] = []

        def attempt(act: str, code: str = code, outcomes: list[str] = outcomes) -> None:
            try:
                claim(code, open_cast.ines) if act == "claim" else leave(code)
                outcomes.append(act)
            except (Closed, ClaimedBy, NotAllowed):
                pass
            connection.close()

        together([lambda: attempt("claim"), lambda: attempt("leave")])
        assert len(outcomes) == 1


def test_two_hundred_claims_at_once_have_one_winner_and_the_others_are_told_who(open_cast: Cast) -> None:
    people = [
        make_librarian(f"librarian{n}@ames.example", f"Person{n} Ames", "librarian", open_cast.ames)
        for n in range(200)
    ]
    code = make_asked().conversation.code
    winners: list[str] = []
    told: list[str] = []

    def attempt(who: int) -> None:
        try:
            claim(code, people[who])
            winners.append(people[who].called)
        except ClaimedBy as refused:
            told.append(refused.extra["by"]["name"])
        connection.close()

    # 200 claims on 20 threads: PostgreSQL admits 100 connections, and each thread holds one.
    def ten(first: int) -> None:
        for who in range(first, first + 10):
            attempt(who)

    together([lambda first=first: ten(first) for first in range(0, 200, 10)])
    assert len(winners) == 1
    assert told == winners * 199
    assert kinds(code).count("claimed") == 1


def test_the_patron_may_write_while_waiting(cast: Cast) -> None:
    asked = make_asked()
    say_as_patron(asked.conversation, "It is for homework.")
    assert kinds(asked.conversation.code) == ["message", "message"]


def test_closing_ends_the_claim(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    close_as_patron(code)
    assert Claim.objects.get(conversation__code=code).how == Claim.How.CLOSED


def together(acts: list) -> None:  # type: ignore[type-arg]
    """Run each act in a thread of its own, all let go at once."""
    gate = threading.Barrier(len(acts))

    def run(act) -> None:  # type: ignore[no-untyped-def]
        gate.wait()
        act()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
