"""Ratings: one tap, the last word counts, the comment never enters the log."""

import pytest
import time_machine

from commondesk.desk.closing import close_as_patron
from commondesk.desk.event import Event
from commondesk.desk.message import say_as_librarian
from commondesk.desk.rating import Rating, rate
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Erased, Invalid, NotClosed, SlowDown, TooLong
from commondesk.privacy.erasure import erase
from tests.cast import Cast, make_asked, make_talk


def ratings(conversation) -> list[dict]:
    return list(Event.objects.filter(conversation=conversation, kind="rated").values_list("data", flat=True))


def test_nobody_can_rate_before_a_librarian_has_answered(cast: Cast) -> None:
    conversation = make_talk(cast.ines).conversation
    with pytest.raises(NotClosed):
        rate(conversation, "yes")
    say_as_librarian(conversation, cast.ines, "Here it is.")
    assert rate(conversation, "yes").answered == "yes"


def test_a_closed_conversation_can_be_rated_though_nobody_answered(cast: Cast) -> None:
    conversation = make_asked().conversation
    close_as_patron(conversation.code)
    assert rate(conversation, "no", 1).stars == 1


def test_the_last_word_counts_and_saying_it_again_adds_nothing(cast: Cast) -> None:
    conversation = make_asked().conversation
    close_as_patron(conversation.code)
    rate(conversation, "no", 2)
    rate(conversation, "partly", 4, "Better now")
    rate(conversation, "partly", 4, "Better now")
    rating = Rating.objects.get(conversation=conversation)
    assert (rating.answered, rating.stars, rating.comment) == ("partly", 4, "Better now")
    assert ratings(conversation) == [{"answered": "no", "stars": 2}, {"answered": "partly", "stars": 4}]


def test_the_event_is_for_staff_and_holds_no_comment(cast: Cast) -> None:
    conversation = make_asked().conversation
    close_as_patron(conversation.code)
    rate(conversation, "yes", None, "The librarian was kind")
    event = Event.objects.get(conversation=conversation, kind="rated")
    assert event.patron_seq is None
    assert (event.body, event.data) == (None, {"answered": "yes"})


@pytest.mark.parametrize(
    ("answered", "stars", "comment", "field"),
    [
        ("maybe", None, "", "answered"),
        ("yes", 0, "", "stars"),
        ("yes", 6, "", "stars"),
        ("yes", 5, "x" * 2001, "comment"),
    ],
)
def test_what_is_no_rating_is_refused_by_field(cast: Cast, answered, stars, comment, field) -> None:
    conversation = make_asked().conversation
    close_as_patron(conversation.code)
    with pytest.raises(Invalid) as refused:
        rate(conversation, answered, stars, comment)
    assert [error["field"] for error in refused.value.extra["errors"]] == [field]


def test_a_comment_comes_through_the_same_door_as_every_text(cast: Cast) -> None:
    conversation = make_asked().conversation
    close_as_patron(conversation.code)
    with pytest.raises(TooLong):
        rate(conversation, "yes", None, "x" * 9000)
    rate(conversation, "yes", None, "My card is 4111 1111 1111 1111")
    assert "4111" not in Rating.objects.get(conversation=conversation).comment


def test_an_erased_conversation_cannot_be_rated(cast: Cast) -> None:
    conversation = make_asked().conversation
    erase(conversation.code)
    with pytest.raises(Erased):
        rate(conversation, "yes")


def test_a_patron_who_rates_without_end_is_slowed_down(cast: Cast) -> None:
    conversation = make_asked().conversation
    close_as_patron(conversation.code)
    with time_machine.travel(clock.now(), tick=False):
        for number in range(30):
            rate(conversation, "no", 1 + number % 5)
        with pytest.raises(SlowDown):
            rate(conversation, "yes")
    assert len(ratings(conversation)) == 30
