"""Handing on (FO1, FO5): what is handed on is somebody's at every moment, and the patron knows whose."""

import threading
from functools import partial
from typing import Any

import pytest
from django.db import connection

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.queue import Queue
from commondesk.desk.claim import Claim
from commondesk.desk.claiming import claim, release
from commondesk.desk.closing import close_as_patron
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import FOR_EVERYBODY, Event
from commondesk.desk.message import say_as_librarian
from commondesk.desk.transfer import OFFERED_FOR, Transfer
from commondesk.desk.transferring import (
    accept,
    cancel,
    decline,
    invite,
    lapse,
    lapsed_offers,
    offers_to,
    stay,
    step_back,
    transfer,
)
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import (
    ClaimedBy,
    Closed,
    Empty,
    Invalid,
    NotAllowed,
    NotClaimed,
    OfferOver,
)
from commondesk.privacy.erasure import erase
from commondesk.schedule import presence
from tests.cast import Cast, make_asked, make_librarian, make_queue, make_talk, on_duty

State = Conversation.State
BRIEF = "She wants the 1920 census of Ames; I have looked in the catalogue."


def events(code: str) -> list[Event]:
    return list(Event.objects.filter(conversation__code=code).order_by("seq"))


def now_of(code: str) -> Conversation:
    return Conversation.objects.get(code=code)


def seen_by(librarian: Librarian, code: str) -> bool:
    return Conversation.objects.visible_to(librarian).filter(code=code).exists()


@pytest.fixture
def talk(cast: Cast) -> str:
    """Pia of Ames talks with Ines, in the queue of Ames; Otto of Birch is on duty too."""
    on_duty(cast.ines, cast.statewide)
    on_duty(cast.otto, cast.statewide)
    return make_talk(cast.ines, library=cast.ames).conversation.code


def test_to_a_queue_it_keeps_the_time_it_has_waited_and_the_claim_is_the_consent(
    cast: Cast, talk: str
) -> None:
    transfer(talk, cast.ines, cast.statewide, BRIEF)
    moved = now_of(talk)
    assert (moved.state, moved.queue, moved.claimed_by) == (State.WAITING, cast.statewide, None)
    assert moved.waiting_since == moved.asked_at
    assert Claim.objects.get(conversation=moved).how == Claim.How.TRANSFERRED
    assert claim(talk, cast.otto).claimed_by == cast.otto


def test_the_patron_is_told_where_it_goes_and_never_reads_the_brief(cast: Cast, talk: str) -> None:
    transfer(talk, cast.ines, cast.birch, BRIEF)
    *_, note, moved = events(talk)
    assert (note.kind, note.body) == ("note", BRIEF)
    assert note.kind not in FOR_EVERYBODY
    assert moved.kind in FOR_EVERYBODY
    assert moved.data == {"to": {"kind": "library", "name": "Birch County Library", "library": ""}}


def test_to_a_library_it_waits_in_that_library_s_own_queue(cast: Cast, talk: str) -> None:
    transfer(talk, cast.ines, cast.birch, BRIEF)
    assert now_of(talk).queue == cast.birch_queue
    assert now_of(talk).library == cast.ames  # it is still a patron of Ames
    assert seen_by(cast.otto, talk)


def test_a_library_without_a_queue_cannot_be_handed_anything(cast: Cast, talk: str) -> None:
    Queue.objects.filter(pk=cast.birch_queue.pk).update(is_active=False)
    with pytest.raises(Invalid, match="no queue of its own"):
        transfer(talk, cast.ines, cast.birch, BRIEF)
    assert now_of(talk).claimed_by == cast.ines


def test_what_nobody_answers_now_is_kept_as_a_question_left_while_closed(cast: Cast, talk: str) -> None:
    presence.go_off_duty(cast.ines)
    presence.go_off_duty(cast.otto)
    transfer(talk, cast.ines, cast.birch, BRIEF)
    assert now_of(talk).asked_while_closed


def test_a_real_question_is_never_handed_to_the_practice_queue(cast: Cast, talk: str) -> None:
    with pytest.raises(Invalid):
        transfer(talk, cast.ines, cast.practice, BRIEF)


def test_nothing_is_handed_on_without_a_reason(cast: Cast, talk: str) -> None:
    with pytest.raises(Empty):
        transfer(talk, cast.ines, cast.statewide, "  ")


def test_only_who_holds_it_hands_it_on(cast: Cast, talk: str) -> None:
    with pytest.raises(ClaimedBy):
        transfer(talk, cast.otto, cast.statewide, BRIEF)
    release(talk, cast.ines)
    with pytest.raises(NotClaimed):
        transfer(talk, cast.ines, cast.statewide, BRIEF)


def test_handing_on_twice_with_one_key_is_once(cast: Cast, talk: str) -> None:
    key = "a-key-of-sixteen-letters"
    first = transfer(talk, cast.ines, cast.statewide, BRIEF, key)
    assert transfer(talk, cast.ines, cast.statewide, BRIEF, key) == first
    assert Transfer.objects.count() == 1


def test_a_person_is_offered_it_and_it_stays_until_they_accept(cast: Cast, talk: str) -> None:
    transfer(talk, cast.ines, cast.otto, BRIEF)
    assert now_of(talk).claimed_by == cast.ines
    [offer] = offers_to(cast.otto)
    assert (offer["code"], offer["brief"], offer["by"]["name"]) == (talk, BRIEF, "Ines")
    accept(talk, cast.otto)
    moved = now_of(talk)
    assert (moved.claimed_by, moved.state) == (cast.otto, State.TALKING)
    assert offers_to(cast.otto) == []
    assert events(talk)[-1].data["to"]["name"] == "Otto"


def test_nothing_typed_meanwhile_takes_it_back(cast: Cast, talk: str) -> None:
    transfer(talk, cast.ines, cast.otto, BRIEF)
    accept(talk, cast.otto)
    with pytest.raises(NotClaimed):
        say_as_librarian(now_of(talk), cast.ines, "One more thing")
    assert now_of(talk).claimed_by == cast.otto


def test_accepting_again_is_the_same(cast: Cast, talk: str) -> None:
    transfer(talk, cast.ines, cast.otto, BRIEF)
    accept(talk, cast.otto)
    accept(talk, cast.otto)
    assert [event.kind for event in events(talk)].count("transferred") == 1


def test_an_offer_opens_the_conversation_to_its_receiver_and_only_while_it_stands(
    cast: Cast, talk: str
) -> None:
    own = make_queue("ames-only", "Ames only", staff=[cast.ames])
    Conversation.objects.filter(code=talk).update(queue=own)
    assert not seen_by(cast.otto, talk)
    transfer(talk, cast.ines, cast.otto, BRIEF)
    assert seen_by(cast.otto, talk)
    decline(talk, cast.otto)
    assert not seen_by(cast.otto, talk)


def test_declining_leaves_it_where_it_is_and_says_why_to_staff_alone(cast: Cast, talk: str) -> None:
    transfer(talk, cast.ines, cast.otto, BRIEF)
    decline(talk, cast.otto, "I am in a lesson until ten.")
    assert now_of(talk).claimed_by == cast.ines
    *_, note, ended = events(talk)
    assert (note.kind, note.body, note.by_name) == ("note", "I am in a lesson until ten.", "Otto")
    assert (ended.kind, ended.data["why"], ended.data["with"]["name"]) == ("offer_ended", "declined", "Ines")
    decline(talk, cast.otto)  # again is the same
    with pytest.raises(OfferOver):
        accept(talk, cast.otto)


def test_the_sender_takes_the_offer_back(cast: Cast, talk: str) -> None:
    transfer(talk, cast.ines, cast.otto, BRIEF)
    with pytest.raises(ClaimedBy):
        cancel(talk, cast.otto)
    cancel(talk, cast.ines)
    with pytest.raises(OfferOver):
        cancel(talk, cast.ines)
    with pytest.raises(OfferOver):
        accept(talk, cast.otto)


def test_the_patron_may_rather_stay(cast: Cast, talk: str) -> None:
    transfer(talk, cast.ines, cast.otto, BRIEF)
    stay(talk)
    assert Transfer.objects.get().state == Transfer.State.REFUSED
    with pytest.raises(OfferOver):
        accept(talk, cast.otto)
    with pytest.raises(OfferOver):
        stay(talk)


def test_an_offer_that_nobody_answers_lapses_and_nothing_moves(cast: Cast, talk: str) -> None:
    transfer(talk, cast.ines, cast.otto, BRIEF)
    assert lapsed_offers(clock.now()) == []
    later = clock.now() + OFFERED_FOR
    assert lapsed_offers(later) == [talk]
    assert lapse(talk, later)
    assert not lapse(talk, later)
    assert now_of(talk).claimed_by == cast.ines
    assert events(talk)[-1].data["why"] == "lapsed"


def test_an_offer_is_over_at_its_time_even_before_anybody_has_looked(cast: Cast, talk: str) -> None:
    transfer(talk, cast.ines, cast.otto, BRIEF)
    with clock.moved(OFFERED_FOR), pytest.raises(OfferOver):
        accept(talk, cast.otto)


def test_who_signs_out_between_offer_and_answer_lets_it_lapse(cast: Cast, talk: str) -> None:
    transfer(talk, cast.ines, cast.otto, BRIEF)
    presence.leave(cast.otto)
    assert lapsed_offers(clock.now()) == [talk]
    assert lapse(talk, clock.now())


def test_what_goes_another_way_takes_the_offer_along(cast: Cast, talk: str) -> None:
    transfer(talk, cast.ines, cast.otto, BRIEF)
    close_as_patron(talk)
    assert Transfer.objects.get().state == Transfer.State.OVER
    assert offers_to(cast.otto) == []
    with pytest.raises(Closed):
        accept(talk, cast.otto)


def test_a_new_offer_takes_the_place_of_the_old_one(cast: Cast, talk: str) -> None:
    on_duty(cast.noor, cast.statewide)
    transfer(talk, cast.ines, cast.otto, BRIEF)
    transfer(talk, cast.ines, cast.noor, BRIEF)
    with pytest.raises(OfferOver):
        accept(talk, cast.otto)
    assert accept(talk, cast.noor).claimed_by == cast.noor


@pytest.mark.parametrize(
    ("who", "why"),
    [("ines", "have it already"), ("hana", "not at the desk"), ("ira", "no patrons"), ("anna", "no patrons")],
)
def test_only_who_answers_patrons_and_is_here_is_offered_anything(
    cast: Cast, talk: str, who: str, why: str
) -> None:
    with pytest.raises(Invalid, match=why):
        transfer(talk, cast.ines, getattr(cast, who), BRIEF)
    assert [event.kind for event in events(talk)][-1] == "claimed"


def test_an_erased_conversation_keeps_no_brief(cast: Cast, talk: str) -> None:
    transfer(talk, cast.ines, cast.otto, BRIEF)
    erase(talk)
    assert Transfer.objects.get().brief == ""
    assert BRIEF not in [event.body for event in events(talk)]


def test_accept_and_cancel_at_once_are_one_or_the_other(open_cast: Cast) -> None:
    on_duty(open_cast.otto, open_cast.statewide)
    for _ in range(10):
        code = make_talk(open_cast.ines).conversation.code
        transfer(code, open_cast.ines, open_cast.otto, BRIEF)
        done: list[str] = []

        def attempt(name: str, act: Any, done: list[str] = done) -> None:
            try:
                act()
                done.append(name)
            except (OfferOver, ClaimedBy, NotClaimed):
                pass
            connection.close()

        acts = {"accept": (accept, open_cast.otto), "cancel": (cancel, open_cast.ines)}
        threads = [
            threading.Thread(target=attempt, args=(name, partial(verb, code, who)))
            for name, (verb, who) in acts.items()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(done) == 1
        holder = open_cast.otto if done == ["accept"] else open_cast.ines
        assert now_of(code).claimed_by == holder


def test_a_person_of_another_library_who_took_over_may_give_it_back(cast: Cast) -> None:
    own = make_queue("ames-only", "Ames only", staff=[cast.ames])
    far = make_librarian("far@birch.example", "Fay Birch", "librarian", cast.birch)
    presence.here(far)
    on_duty(cast.ines, own)
    code = make_asked(queue=own).conversation.code
    claim(code, cast.ines)
    transfer(code, cast.ines, far, BRIEF)
    accept(code, far)
    release(code, far)
    assert now_of(code).state == State.WAITING
    with pytest.raises(NotAllowed):
        claim(code, far)


def test_a_colleague_is_asked_to_help_and_both_may_write(cast: Cast, talk: str) -> None:
    invite(talk, cast.ines, cast.otto, BRIEF)
    assert not FOR_EVERYBODY & {event.kind for event in events(talk)[2:]}  # the patron hears nothing yet
    accept(talk, cast.otto)
    helped = now_of(talk)
    assert (helped.claimed_by, helped.helped_by) == (cast.ines, cast.otto)
    assert events(talk)[-1].kind == "joined"
    say_as_librarian(helped, cast.otto, "I have an album here.")
    say_as_librarian(helped, cast.ines, "Wonderful, thank you Otto.")
    assert talk in Conversation.objects.with_(cast.otto.pk).values_list("code", flat=True)


def test_who_helps_steps_back_or_is_let_go_and_then_only_reads(cast: Cast, talk: str) -> None:
    for leaver in (cast.otto, cast.ines):
        invite(talk, cast.ines, cast.otto, BRIEF)
        accept(talk, cast.otto)
        step_back(talk, leaver)
        step_back(talk, leaver)  # again there is nothing to do
        assert now_of(talk).helped_by is None
        with pytest.raises(NotClaimed):
            say_as_librarian(now_of(talk), cast.otto, "One more thing")
        assert seen_by(cast.otto, talk)
    assert [event.kind for event in events(talk)].count("stepped_back") == 2


def test_helping_ends_with_the_claim_and_takes_no_part_of_it(cast: Cast, talk: str) -> None:
    invite(talk, cast.ines, cast.otto, BRIEF)
    accept(talk, cast.otto)
    with pytest.raises(ClaimedBy):
        release(talk, cast.otto)
    release(talk, cast.ines)
    assert now_of(talk).helped_by is None
    helped = Claim.objects.get(librarian=cast.otto)
    assert (helped.how, helped.claimed_at) == (Claim.How.HELPED, helped.ended_at)


def test_the_patron_has_no_say_in_who_is_asked_to_help(cast: Cast, talk: str) -> None:
    invite(talk, cast.ines, cast.otto, BRIEF)
    with pytest.raises(OfferOver):
        stay(talk)
    decline(talk, cast.otto)
    assert events(talk)[-1].kind == "invite_ended"
