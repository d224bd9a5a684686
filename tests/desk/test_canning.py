"""Canned messages in a conversation: the right ones first, filled in with what is known of it (AC5)."""

import pytest

from commondesk.desk.canning import canned_for, fill
from commondesk.knowledge.canned_message import CannedMessage, Step
from commondesk.schedule.opening_hours import OpeningHours
from tests.cast import Cast, make_asked


def canned(body: str, language: str = "en") -> CannedMessage:
    return CannedMessage.objects.create(
        name=f"{body} {language}", step=Step.GREETING, body=body, language=language
    )


def test_those_in_the_conversations_language_come_first(cast: Cast) -> None:
    english, spanish = canned("Hello"), canned("Hola", "es")
    assert canned_for(cast.ines, language="es") == [spanish, english]
    assert canned_for(cast.ines, words="hol") == [spanish]


def test_what_is_known_is_filled_in(cast: Cast) -> None:
    conversation = make_asked(name="Pia", library=cast.birch).conversation
    message = canned("{patron}|{librarian}|{library}|{link}")
    filled_in = fill(message, conversation, cast.ines, "https://ask.example")
    assert filled_in == f"Pia|Ines|Birch County Library|https://ask.example/c/{conversation.code}/"


def test_without_a_library_the_librarians_own_stands_in_and_then_the_consortium(cast: Cast) -> None:
    conversation = make_asked().conversation
    assert fill(canned("{library}"), conversation, cast.ines, "") == "Ames Public Library"
    assert fill(canned("{library} "), conversation, cast.hana, "").strip() == "Ask a Librarian"


@pytest.mark.parametrize(
    ("opens", "closes", "english"), [(None, None, "closed today"), ("00:00", "00:00", "open all day")]
)
def test_todays_hours_are_told_in_one_line(cast: Cast, opens, closes, english) -> None:
    conversation = make_asked(queue=cast.statewide).conversation
    if opens:
        for weekday in range(7):
            OpeningHours.objects.create(queue=cast.statewide, weekday=weekday, opens=opens, closes=closes)
    assert fill(canned("{hours}"), conversation, cast.ines, "") == english
