"""Going on by e-mail (EN4, CL2): the same conversation and librarian, and no answer goes astray."""

import datetime as dt

import pytest

from commondesk import work
from commondesk.desk.claim import Claim
from commondesk.desk.claiming import claim, release
from commondesk.desk.closing import close, reopen_as_patron
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import FOR_EVERYBODY, Event
from commondesk.desk.following_up import go_on_by_mail, go_on_here
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.desk.patron_address import PatronAddress, leave_address
from commondesk.desk.signs_of_life import patrons_gone, seen
from commondesk.desk.snapshot import on_duty as duty_list
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import ClaimedBy, Closed, Empty, Invalid, NotClaimed, OtherBody
from commondesk.plumbing.tokens import new_key
from commondesk.schedule import presence
from commondesk.web.message_strings import message_strings, sentence_of
from tests.cast import Cast, make_talk, on_duty

State = Conversation.State
WORDS = "I go on looking. Which street was it, and about which year?"
LATER = dt.timedelta(minutes=3)


def events(code: str) -> list[Event]:
    return list(Event.objects.filter(conversation__code=code).order_by("seq"))


def now_of(code: str) -> Conversation:
    return Conversation.objects.get(code=code)


def mailed() -> list[tuple[str, list[str]]]:
    """To whom, and what, in the order in which it was written."""
    rows = Delivery.objects.order_by("id")
    return [(row.to, [message["body"] for message in row.content["messages"]]) for row in rows]


@pytest.fixture
def talk(cast: Cast) -> str:
    """Pia of Ames talks with Ines, who is on duty."""
    on_duty(cast.ines, cast.statewide)
    return make_talk(cast.ines, library=cast.ames).conversation.code


def test_it_stays_the_same_conversation_with_the_same_librarian(cast: Cast, talk: str) -> None:
    go_on_by_mail(talk, cast.ines, WORDS, "pia@example.org")
    followed = now_of(talk)
    assert (followed.state, followed.claimed_by) == (State.FOLLOWING_UP, cast.ines)
    assert Claim.objects.get(conversation=followed).ended_at is None
    assert [event.kind for event in events(talk)][-3:] == ["address", "message", "followed_up"]


def test_the_patron_is_told_that_the_answer_comes_by_mail(cast: Cast, talk: str) -> None:
    go_on_by_mail(talk, cast.ines, WORDS, "pia@example.org")
    told = events(talk)[-1]
    assert told.kind in FOR_EVERYBODY
    assert told.data == {"to": {"kind": "email"}}
    assert events(talk)[-3].kind not in FOR_EVERYBODY
    row = {"kind": told.kind, "by": {"name": "Ines", "library": "Ames", "role": "librarian"}}
    assert "goes on with your question by e-mail" in sentence_of(row | {"data": told.data}, message_strings())


def test_without_an_address_it_lives_by_the_return_code_and_the_patron_is_told_so(
    cast: Cast, talk: str
) -> None:
    go_on_by_mail(talk, cast.ines, WORDS)
    told = events(talk)[-1]
    row = {"kind": told.kind, "by": {"name": "Ines", "library": "Ames", "role": "librarian"}}
    assert told.data == {"to": {"kind": "code"}}
    assert "code" in sentence_of(row | {"data": told.data}, message_strings())
    assert mailed() == []


def test_the_first_mail_goes_at_once_also_to_who_is_still_here(cast: Cast, talk: str) -> None:
    go_on_by_mail(talk, cast.ines, WORDS, "pia@example.org")
    assert mailed() == [("pia@example.org", [WORDS])]
    assert Delivery.objects.get().content["messages"][0]["followed_up"] is True


def test_the_address_that_the_patron_left_earlier_serves(cast: Cast, talk: str) -> None:
    leave_address(now_of(talk), "pia@example.org")
    go_on_by_mail(talk, cast.ines, WORDS)
    assert mailed() == [("pia@example.org", [WORDS])]


def test_nobody_sends_elsewhere_what_goes_to_the_address_a_patron_left(cast: Cast, talk: str) -> None:
    leave_address(now_of(talk), "pia@example.org")
    with pytest.raises(Invalid, match="Only they can change it"):
        go_on_by_mail(talk, cast.ines, WORDS, "ines@home.example")
    assert (now_of(talk).state, mailed()) == (State.TALKING, [])
    go_on_by_mail(talk, cast.ines, WORDS, "Pia@example.org")
    assert mailed() == [("pia@example.org", [WORDS])]


def test_an_address_that_came_with_the_question_stays_too(cast: Cast) -> None:
    on_duty(cast.ines, cast.statewide)
    code = make_talk(cast.ines, library=cast.ames, email="pia@example.org").conversation.code
    with pytest.raises(Invalid, match="Only they can change it"):
        go_on_by_mail(code, cast.ines, WORDS, "ines@home.example")


def test_a_librarian_mends_the_address_that_they_typed_themselves(cast: Cast, talk: str) -> None:
    go_on_by_mail(talk, cast.ines, WORDS, "pai@work.example")
    go_on_here(talk, cast.ines)
    go_on_by_mail(talk, cast.ines, WORDS, "pia@work.example")
    assert [row.address for row in PatronAddress.objects.all()] == ["pia@work.example"]


def test_an_address_that_cannot_be_one_changes_nothing(cast: Cast, talk: str) -> None:
    with pytest.raises(Invalid):
        go_on_by_mail(talk, cast.ines, WORDS, "pia at work")
    assert now_of(talk).state == State.TALKING
    assert events(talk)[-1].kind == "claimed"


def test_without_words_it_does_not_go_on(cast: Cast, talk: str) -> None:
    with pytest.raises(Empty):
        go_on_by_mail(talk, cast.ines, "  ", "pia@example.org")


def test_an_answer_goes_by_mail_although_the_page_is_still_open(cast: Cast, talk: str) -> None:
    go_on_by_mail(talk, cast.ines, WORDS, "pia@example.org")
    with clock.moved(LATER):
        Delivery.objects.update(state="sent")
        seen(now_of(talk).pk, beats=True)
        say_as_librarian(now_of(talk), cast.ines, "It was Depot Street, in 1912.")
    assert mailed()[-1] == ("pia@example.org", ["It was Depot Street, in 1912."])


def test_who_has_written_and_closed_the_page_a_moment_ago_gets_it_by_mail(cast: Cast, talk: str) -> None:
    go_on_by_mail(talk, cast.ines, WORDS, "pia@example.org")
    with clock.moved(LATER):
        Delivery.objects.update(state="sent")
        say_as_patron(now_of(talk), "Depot Street")
        say_as_librarian(now_of(talk), cast.ines, "Found: it was in 1912.")
    assert mailed()[-1] == ("pia@example.org", ["Found: it was in 1912."])


def test_who_is_talked_with_again_gets_no_mail_of_it(cast: Cast, talk: str) -> None:
    go_on_by_mail(talk, cast.ines, WORDS, "pia@example.org")
    with clock.moved(LATER):
        Delivery.objects.update(state="sent")
        say_as_patron(now_of(talk), "Depot Street")
        go_on_here(talk, cast.ines)
        say_as_librarian(now_of(talk), cast.ines, "Thank you!")
    assert len(mailed()) == 1


def test_an_address_left_later_gets_what_is_answered_from_then_on(cast: Cast, talk: str) -> None:
    go_on_by_mail(talk, cast.ines, WORDS)
    leave_address(now_of(talk), "pia@example.org")
    with clock.moved(LATER):
        say_as_librarian(now_of(talk), cast.ines, "Found.")
    assert mailed() == [("pia@example.org", ["Found."])]


def test_it_is_neither_lost_nor_returned_when_both_have_gone(cast: Cast, talk: str) -> None:
    go_on_by_mail(talk, cast.ines, WORDS)
    with clock.moved(dt.timedelta(hours=2)):
        presence.sweep(clock.now())
        work.lose_patrons(clock.now())
        work.return_unkept_claims(clock.now())
    assert now_of(talk).claimed_by == cast.ines


def test_silence_is_nothing_to_mention_any_more(cast: Cast, talk: str) -> None:
    go_on_by_mail(talk, cast.ines, WORDS)
    assert now_of(talk).quiet_due_at is None


def test_it_counts_as_no_open_chat_of_its_librarian(cast: Cast, talk: str) -> None:
    make_talk(cast.ines, library=cast.ames)
    go_on_by_mail(talk, cast.ines, WORDS)
    assert [one["open_conversations"] for one in duty_list()] == [1]


def test_given_back_it_waits_as_one_that_was_left_for_later_and_is_not_lost(cast: Cast, talk: str) -> None:
    go_on_by_mail(talk, cast.ines, WORDS)
    release(talk, cast.ines)
    waits = now_of(talk)
    assert (waits.state, waits.asked_while_closed, waits.waiting_since) == (
        State.WAITING,
        True,
        waits.asked_at,
    )
    with clock.moved(dt.timedelta(hours=2)):
        assert patrons_gone(clock.now()) == []
        assert claim(talk, cast.ines).state == State.FOLLOWING_UP


def test_a_patron_who_is_back_can_be_talked_with_again(cast: Cast, talk: str) -> None:
    go_on_by_mail(talk, cast.ines, WORDS)
    say_as_patron(now_of(talk), "I am back")
    key = new_key()
    for _ in range(2):
        go_on_here(talk, cast.ines, key)
    assert now_of(talk).state == State.TALKING
    assert [event.kind for event in events(talk)].count("resumed") == 1


def test_what_is_a_talk_already_stays_as_it_is(cast: Cast, talk: str) -> None:
    go_on_here(talk, cast.ines)
    assert events(talk)[-1].kind == "claimed"


def test_closed_and_reopened_it_waits_like_any_other(cast: Cast, talk: str) -> None:
    go_on_by_mail(talk, cast.ines, WORDS)
    close(talk, cast.ines, "Here it is.")
    reopen_as_patron(talk)
    assert now_of(talk).state == State.WAITING


def test_sent_twice_it_is_said_once_and_other_words_are_refused(cast: Cast, talk: str) -> None:
    key = new_key()
    for _ in range(2):
        go_on_by_mail(talk, cast.ines, WORDS, "pia@example.org", key)
    kinds = [event.kind for event in events(talk)]
    assert (kinds.count("followed_up"), kinds.count("message")) == (1, 2)
    with pytest.raises(OtherBody):
        go_on_by_mail(talk, cast.ines, "Other words", None, key)


def test_only_who_holds_it_and_only_while_it_is_open(cast: Cast, talk: str) -> None:
    for verb in (lambda: go_on_by_mail(talk, cast.otto, WORDS), lambda: go_on_here(talk, cast.otto)):
        with pytest.raises(ClaimedBy):
            verb()
    release(talk, cast.ines)
    with pytest.raises(NotClaimed):
        go_on_by_mail(talk, cast.ines, WORDS)
    claim(talk, cast.ines)
    close(talk, cast.ines, reason="left")
    with pytest.raises(Closed):
        go_on_by_mail(talk, cast.ines, WORDS)
