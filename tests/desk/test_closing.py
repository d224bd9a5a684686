"""Closing, re-opening, giving up and being lost: counted for what they are (AC9, NR1, SV7)."""

from datetime import timedelta

import pytest

from commondesk.desk.claiming import claim
from commondesk.desk.closing import close, close_as_patron, leave, lose, reopen, reopen_as_patron
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.desk.message import say_as_librarian
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import ClaimedBy, Closed, NotClosed
from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_asked, make_talk, on_duty

State = Conversation.State
Ended = Conversation.Ended


def events(code: str) -> list[tuple[str, str | None]]:
    return list(Event.objects.filter(conversation__code=code).order_by("seq").values_list("kind", "body"))


def now(code: str) -> Conversation:
    return Conversation.objects.get(code=code)


def test_the_closing_message_goes_out_before_the_close(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    close(code, cast.ines, "Was your question fully answered?")
    assert events(code)[-2:] == [("message", "Was your question fully answered?"), ("closed", None)]
    assert (now(code).state, now(code).ended, now(code).claimed_by) == (State.CLOSED, Ended.ANSWERED, None)


def test_closing_twice_sends_one_closing_message(cast: Cast) -> None:
    code, key = make_talk(cast.ines).conversation.code, new_key()
    close(code, cast.ines, "Goodbye", key=key)
    close(code, cast.ines, "Goodbye", key=key)
    assert [body for _, body in events(code)].count("Goodbye") == 1


def test_only_the_claimant_closes(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    with pytest.raises(ClaimedBy):
        close(code, cast.otto, "Goodbye")


def test_giving_up_is_counted_with_its_wait(cast: Cast) -> None:
    code = make_asked().conversation.code
    with clock.moved(timedelta(seconds=75)):
        leave(code)
        leave(code)
    left = Event.objects.get(conversation__code=code, kind="left")
    assert 75 <= left.data["waited_seconds"] <= 77
    assert now(code).ended == Ended.LEFT


def test_who_was_taken_cannot_give_up_waiting_any_more(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    with pytest.raises(ClaimedBy) as refused:
        leave(code)
    assert refused.value.extra["by"]["name"] == "Ines"
    assert "end the conversation" in str(refused.value)


def test_closing_while_waiting_is_giving_up(cast: Cast) -> None:
    code = make_asked().conversation.code
    close_as_patron(code)
    assert now(code).ended == Ended.LEFT


def test_a_lost_patron_is_not_lost_once_claimed(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    assert not lose(code)
    assert now(code).state == State.TALKING


def test_a_question_whose_patron_gave_up_and_left_an_address_waits_on_and_still_counts_as_a_chat(
    cast: Cast,
) -> None:
    """Its wait is one that we promised to be short; the longest are not to be counted elsewhere (ON3)."""
    on_duty(cast.ines, cast.statewide)
    code = make_asked(email="pia@example.org").conversation.code
    assert not lose(code)
    assert (now(code).state, now(code).left_for_later) == (State.WAITING, False)


def test_a_patron_who_comes_back_waits_anew_and_may_be_claimed_again(cast: Cast) -> None:
    on_duty(cast.ines, cast.statewide)
    code = make_talk(cast.ines).conversation.code
    close_as_patron(code)
    with clock.moved(timedelta(hours=3)):
        on_duty(cast.ines, cast.statewide)
        reopen_as_patron(code)
        assert now(code).state == State.WAITING
        assert now(code).waiting_since > now(code).asked_at
        assert claim(code, cast.otto).state == State.TALKING
    assert [kind for kind, _ in events(code)].count("claimed") == 2


def test_a_librarian_who_reopens_holds_it_and_may_write(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    close(code, cast.ines, "Goodbye")
    reopen(code, cast.ines)
    assert now(code).claimed_by == cast.ines
    say_as_librarian(now(code), cast.ines, "One more thing: page 12.")


def test_what_is_open_cannot_be_reopened(cast: Cast) -> None:
    with pytest.raises(NotClosed):
        reopen_as_patron(make_asked().conversation.code)


def test_nothing_is_said_in_a_closed_conversation(cast: Cast) -> None:
    talk = make_talk(cast.ines)
    close(talk.conversation.code, cast.ines, reason="left")
    with pytest.raises(Closed):
        say_as_librarian(talk.conversation, cast.ines, "Hello?")


def test_a_reason_is_masked_like_all_words(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    close(code, cast.ines, reason="gave 4111 1111 1111 1111")
    assert now(code).closing_reason == "gave •••• •••• •••• ••••"
    closed = Event.objects.get(conversation__code=code, kind="closed")
    assert closed.data["reason"] == now(code).closing_reason
