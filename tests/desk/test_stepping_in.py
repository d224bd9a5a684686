"""The help desk steps in: with a reason, told to all, written down (IN1)."""

from __future__ import annotations

import pytest

from commondesk.consortium.audit import Audit
from commondesk.desk.closing import close
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.desk.message import say_as_librarian
from commondesk.desk.stepping_in import step_in
from commondesk.desk.transferring import accept, transfer
from commondesk.plumbing import bus
from commondesk.plumbing.refusal import Closed, Empty, NotAllowed, OfferOver, OtherBody
from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_asked, make_talk, on_duty

REASON = "Ines lost her line, and the patron is in distress."


def test_the_help_desk_takes_over_whoever_has_it(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    step_in(code, cast.hana, REASON)
    conversation = Conversation.objects.get(code=code)
    assert (conversation.claimed_by, conversation.state) == (cast.hana, "talking")
    assert [claim.how for claim in conversation.claims.order_by("id")] == ["transferred", ""]
    note, moved = Event.objects.filter(conversation=conversation).order_by("-seq")[:2][::-1]
    assert (note.kind, note.body, note.patron_seq) == ("note", REASON, None)
    assert note.data == {"stepped_in": True, "from": cast.ines.pk}
    assert (moved.kind, moved.data["to"]["name"], moved.data["from"]["name"]) == (
        "transferred",
        "Hana",
        "Ines",
    )
    assert moved.patron_seq is not None


@pytest.mark.django_db(transaction=True)
def test_who_had_it_is_told(open_cast: Cast) -> None:
    code = make_talk(open_cast.ines).conversation.code
    heard: list[str] = []
    end = bus.subscribe(lambda wakes: heard.extend(wake.topic for wake in wakes))
    try:
        step_in(code, open_cast.hana, REASON)
    finally:
        end()
    assert f"desk:{open_cast.ines.pk}" in heard


def test_it_is_written_down_without_a_word_of_the_conversation(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    step_in(code, cast.hana, REASON)
    line = Audit.objects.get(act="conversation.step-in")
    assert (line.by, line.data) == (cast.hana, {"code": code, "from": cast.ines.pk})


def test_what_waits_is_claimed_with_its_wait(cast: Cast) -> None:
    code = make_asked().conversation.code
    step_in(code, cast.hana, REASON)
    last = Event.objects.filter(conversation__code=code).latest("seq")
    assert (last.kind, "waited_seconds" in last.data) == ("claimed", True)


def test_the_same_key_and_what_one_holds_are_left_as_they_are(cast: Cast) -> None:
    code, key = make_talk(cast.ines).conversation.code, new_key()
    step_in(code, cast.hana, REASON, key)
    before = Conversation.objects.get(code=code).last_seq
    step_in(code, cast.hana, REASON, key)
    step_in(code, cast.hana, "Once more")
    assert Conversation.objects.get(code=code).last_seq == before


def test_an_offer_under_way_is_over(cast: Cast) -> None:
    on_duty(cast.otto, cast.statewide)
    code = make_talk(cast.ines).conversation.code
    transfer(code, cast.ines, cast.otto, "Please take it.")
    step_in(code, cast.hana, REASON)
    with pytest.raises(OfferOver):
        accept(code, cast.otto)


@pytest.mark.parametrize("who", ["ines", "otto", "noor", "ira", "anna"])
def test_nobody_else_steps_in(cast: Cast, who: str) -> None:
    code = make_talk(cast.ines).conversation.code
    with pytest.raises(NotAllowed):
        step_in(code, getattr(cast, who), REASON)
    assert Conversation.objects.get(code=code).claimed_by == cast.ines


def test_without_a_reason_or_after_the_end_it_is_refused(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    with pytest.raises(Empty):
        step_in(code, cast.hana, "  ")
    close(code, cast.ines, None, "left")
    with pytest.raises(Closed):
        step_in(code, cast.hana, REASON)


def test_a_key_of_another_act_is_refused(cast: Cast) -> None:
    talk, key = make_talk(cast.hana).conversation, new_key()
    say_as_librarian(talk, cast.hana, "Hello", key)
    with pytest.raises(OtherBody):
        step_in(talk.code, cast.hana, REASON, key)
