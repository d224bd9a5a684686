"""Asides: named staff speak beside a conversation, and nobody else reads it (KN5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commondesk.desk.aside import Aside, read_by, say_aside
from commondesk.desk.closing import close
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, Event
from commondesk.desk.transcript import as_text
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Closed, Empty, Invalid, OtherBody
from commondesk.plumbing.tokens import new_key
from commondesk.privacy.erasure import erase
from commondesk.privacy.retention import retire
from commondesk.privacy.take import everything
from tests.cast import Cast, make_talk

WORDS = "He sounds upset. What would you say?"


@pytest.fixture
def talk(cast: Cast) -> Conversation:
    return make_talk(cast.ines).conversation


def words_for(talk: Conversation, person: Any) -> list[str]:
    return [aside["body"] for aside in read_by(talk, person)]


def test_only_its_author_and_who_is_named_read_it(cast: Cast, talk: Conversation) -> None:
    say_aside(talk, cast.ines, [cast.otto], WORDS)
    assert words_for(talk, cast.ines) == words_for(talk, cast.otto) == [WORDS]
    assert words_for(talk, cast.hana) == words_for(talk, cast.noor) == []


def test_all_staff_share_one_numbering_and_the_patron_hears_nothing(cast: Cast, talk: Conversation) -> None:
    event = say_aside(talk, cast.ines, [cast.otto, cast.hana], WORDS)
    row = Event.objects.get(conversation=talk, seq=event.seq)
    assert (row.kind, row.body, row.patron_seq) == ("aside", None, None)
    assert row.data == {"aside": Aside.objects.get().pk, "to": ["Otto", "Hana"]}
    assert "aside" not in as_text(talk, PATRON)
    assert WORDS not in as_text(talk, "librarian:1")


def test_the_one_who_was_told_answers_aside(cast: Cast, talk: Conversation) -> None:
    say_aside(talk, cast.ines, [cast.otto], WORDS)
    say_aside(talk, cast.otto, [cast.ines], "Offer to call back.")
    assert words_for(talk, cast.ines) == [WORDS, "Offer to call back."]


def test_what_must_not_be_kept_is_masked(cast: Cast, talk: Conversation) -> None:
    say_aside(talk, cast.ines, [cast.otto], "His card is 4111 1111 1111 1111.")
    [aside] = read_by(talk, cast.otto)
    assert "4111" not in aside["body"]
    assert aside["data"]["masked"]


def test_the_same_key_is_the_same_aside_and_other_words_or_people_are_refused(
    cast: Cast, talk: Conversation
) -> None:
    key = new_key()
    first = say_aside(talk, cast.ines, [cast.otto], WORDS, key)
    again = say_aside(talk, cast.ines, [cast.otto], WORDS, key)
    assert (again.seq, again.again, Aside.objects.count()) == (first.seq, True, 1)
    with pytest.raises(OtherBody):
        say_aside(talk, cast.ines, [cast.otto], "Other words", key)
    with pytest.raises(OtherBody):
        say_aside(talk, cast.ines, [cast.hana], WORDS, key)


def test_nobody_is_told_who_may_not_see_the_conversation(cast: Cast, talk: Conversation) -> None:
    for person in (cast.ira, cast.anna, cast.ines):
        with pytest.raises(Invalid):
            say_aside(talk, cast.ines, [person], WORDS)
    with pytest.raises(Invalid):
        say_aside(talk, cast.ines, [], WORDS)
    with pytest.raises(Empty):
        say_aside(talk, cast.ines, [cast.otto], " ")
    assert not Aside.objects.exists()


def test_after_the_end_there_are_no_asides(cast: Cast, talk: Conversation) -> None:
    close(talk.code, cast.ines, None, "left")
    with pytest.raises(Closed):
        say_aside(talk, cast.ines, [cast.otto], WORDS)


def test_erasure_takes_the_words(cast: Cast, talk: Conversation) -> None:
    say_aside(talk, cast.ines, [cast.otto], WORDS)
    assert everything(talk)["notes_of_staff"] == 1
    erase(talk.code)
    assert words_for(talk, cast.otto) == [None]


def test_so_does_the_end_of_the_texts_period(cast: Cast, talk: Conversation) -> None:
    say_aside(talk, cast.ines, [cast.otto], WORDS)
    close(talk.code, cast.ines, None, "left")
    with clock.moved(dt.timedelta(days=400)):
        retire(clock.now())
    assert words_for(talk, cast.otto) == [None]
