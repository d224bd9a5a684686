"""Asking: the question is enough (ON1, PR1), and asking twice is asking once."""

import threading

import pytest
from django.db import connection

from commondesk.consortium.consortium import Consortium
from commondesk.desk.asking import Asked, Question, ask, page_address
from commondesk.desk.bearer import who
from commondesk.desk.claiming import claim
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.desk.following_up import go_on_by_mail, go_on_here
from commondesk.desk.patron_address import PatronAddress
from commondesk.plumbing.refusal import Empty, Invalid, OtherBody
from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_asked, make_queue, on_duty


def test_the_question_alone_is_enough(cast: Cast) -> None:
    asked = ask(Question("When did the mill burn down?"))
    assert asked.conversation.state == Conversation.State.WAITING
    assert asked.conversation.queue == cast.statewide
    assert len(asked.words.split()) == 4


def test_a_librarys_patron_lands_in_that_librarys_queue(cast: Cast) -> None:
    assert make_asked(library=cast.birch).conversation.queue == cast.birch_queue


def test_a_zip_that_one_library_serves_tells_the_library(cast: Cast) -> None:
    cast.ames.service_areas.create(zip_code="12345")
    assert make_asked(zip_code="12345").conversation.library == cast.ames
    cast.birch.service_areas.create(zip_code="12345")
    assert make_asked(zip_code="12345").conversation.library is None


def test_a_question_in_spanish_finds_the_spanish_queue(cast: Cast) -> None:
    espanol = make_queue("espanol", "En español", staff=[cast.ames], language="es")
    assert make_asked("¿Dónde están los mapas?", language="es").conversation.queue == espanol


def test_the_same_key_and_question_is_the_same_conversation_and_token(cast: Cast) -> None:
    key = new_key()
    first, second = make_asked("Why?", key=key), make_asked("Why?", key=key)
    assert second.again
    assert (first.conversation, first.token, first.words) == (
        second.conversation,
        second.token,
        second.words,
    )


def test_the_same_key_with_another_question_is_refused(cast: Cast) -> None:
    key = new_key()
    make_asked("Why?", key=key)
    with pytest.raises(OtherBody):
        make_asked("Why not?", key=key)


def test_the_same_asking_eight_times_at_once_is_one_conversation(open_cast: Cast) -> None:
    key = new_key()
    answers: list[Asked] = []

    def attempt() -> None:
        answers.append(make_asked("Why?", key=key))
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer.conversation.code for answer in answers}) == 1
    assert len({answer.token for answer in answers}) == 1
    assert Event.objects.count() == 1


def test_a_token_speaks_for_its_conversation_and_is_not_stored(cast: Cast) -> None:
    asked = make_asked()
    speaker = who(asked.token)
    assert speaker is not None
    assert speaker.conversation_id == asked.conversation.id
    assert not asked.conversation.bearers.filter(digest=asked.token).exists()


def test_nobody_on_duty_is_remembered_with_the_question(cast: Cast) -> None:
    assert make_asked().conversation.asked_while_closed
    on_duty(cast.otto, cast.statewide)
    assert not make_asked(library=cast.ames).conversation.asked_while_closed


def test_that_it_was_left_for_later_stays_whatever_becomes_of_it(cast: Cast) -> None:
    left = make_asked().conversation
    on_duty(cast.otto, cast.statewide)
    here = make_asked(library=cast.ames).conversation
    for conversation in (left, here):
        claim(conversation.code, cast.otto)
        go_on_by_mail(conversation.code, cast.otto, "I go on looking.")
        go_on_here(conversation.code, cast.otto)
    flags = [Conversation.objects.get(pk=each.pk).left_for_later for each in (left, here)]
    assert flags == [True, False]


def test_the_tag_of_the_link_is_kept_in_small_letters(cast: Cast) -> None:
    assert make_asked(source="Poster-2").conversation.source == "poster-2"


@pytest.mark.parametrize(
    "source",
    ["", "a b", "ä", "a_b", "<b>", "x" * 33, "x" * 10_000, "a\0", "a\n", "4111111111111111", "123-45-6789"],
)
def test_what_is_no_tag_or_may_be_a_number_of_somebody_is_not_kept(cast: Cast, source: str) -> None:
    assert make_asked(source=source).conversation.source == ""


def test_an_address_is_kept_in_its_own_table_alone(cast: Cast) -> None:
    asked = make_asked(email=" pia@example.org ")
    assert PatronAddress.objects.get(conversation=asked.conversation).address == "pia@example.org"


def test_an_address_that_cannot_be_one_is_refused_and_nothing_is_kept(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        make_asked(email="pia@")
    assert [error["field"] for error in refused.value.extra["errors"]] == ["email"]
    assert not Conversation.objects.exists()


def test_an_empty_question_is_refused(cast: Cast) -> None:
    with pytest.raises(Empty):
        ask(Question(" \u200b\n"))


def test_a_card_number_is_masked_before_it_is_stored(cast: Cast) -> None:
    asked = make_asked("I paid my fine with 4111 1111 1111 1111, did it arrive?", name="4111111111111111")
    event = Event.objects.get(conversation=asked.conversation)
    assert "4111" not in (event.body or "") + asked.conversation.patron_name
    assert event.data == {"masked": ["payment_card"]}


def test_a_library_card_is_masked_in_every_field(cast: Cast) -> None:
    Consortium.objects.update(library_card_patterns=[["2155", 14]])
    card = "21551234567890"
    words = {"name": card, "topic": card, "status": card, "device": card, "page": f"https://a.example/{card}"}
    asked = make_asked(f"My card is {card}", **words).conversation
    fields = ("patron_name", "topic", "patron_status", "device", "page", "name_folded")
    assert not [name for name in fields if "1234567890" in getattr(asked, name)]
    assert asked.page == "https://a.example/" + "•" * 14


@pytest.mark.parametrize("address", ['"a,b"@example.org', '"a\x0bBcc: x"@example.org', "a@b@example.org"])
def test_an_address_that_could_break_a_mails_head_is_none(cast: Cast, address: str) -> None:
    with pytest.raises(Invalid):
        make_asked(email=address)


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("https://Ames.example/catalog?card=123#top", "https://ames.example/catalog"),
        ("http://ames.example:8080/x", "http://ames.example:8080/x"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://reader:secret@ames.example/", "https://ames.example/"),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_the_page_is_kept_without_what_it_may_say_too_much(cast: Cast, page: str, kept: str) -> None:
    assert page_address(page) == kept
