"""Canned messages: whose one may use, finding them, filling them in."""

import pytest

from commondesk.knowledge.canned_message import CannedMessage, Step, filled
from tests.cast import Cast


def make_canned(name: str, body: str = "Hello", **fields) -> CannedMessage:
    return CannedMessage.objects.create(
        name=name, step=fields.pop("step", Step.GREETING), body=body, **fields
    )


def names(rows) -> set[str]:
    return {message.name for message in rows}


def test_one_may_use_the_consortiums_ones_those_of_ones_library_and_ones_own(cast: Cast) -> None:
    make_canned("everybody")
    make_canned("ames", library=cast.ames)
    make_canned("birch", library=cast.birch)
    make_canned("otto", librarian=cast.otto)
    assert names(CannedMessage.objects.usable_by(cast.ines)) == {"everybody", "ames"}
    assert names(CannedMessage.objects.usable_by(cast.otto)) == {"everybody", "birch", "otto"}


@pytest.mark.parametrize("words", ["goodbye", "closing thank", "THANK come", "", "thank\0"])
def test_every_word_has_to_stand_in_name_step_or_text(cast: Cast, words: str) -> None:
    make_canned("goodbye", "Thank you, come again.", step=Step.CLOSING)
    make_canned("hello", "Good morning.")
    found = names(CannedMessage.objects.all().matching(words))
    assert found == ({"goodbye"} if words else {"goodbye", "hello"})


@pytest.mark.parametrize("words", ["%", "_", "\\", "'; DROP TABLE"])
def test_signs_of_the_database_are_only_signs(cast: Cast, words: str) -> None:
    make_canned("hello", "Good morning.")
    assert names(CannedMessage.objects.all().matching(words)) == set()


def test_those_in_the_patrons_language_come_first(cast: Cast) -> None:
    make_canned("hello", language="en")
    make_canned("hola", language="es")
    assert [message.name for message in CannedMessage.objects.all().first_in("es")] == ["hola", "hello"]


def test_known_variables_are_filled_in_and_nothing_else() -> None:
    message = CannedMessage(
        body="Hello {patron}, I am {librarian} of {library}. {0} {__class__} {{x}} {unknown}"
    )
    assert filled(message, patron="Pia", librarian="Ines", library="Ames") == (
        "Hello Pia, I am Ines of Ames. {0} {__class__} {{x}} {unknown}"
    )


def test_a_patron_who_is_called_like_a_variable_stays_so_called() -> None:
    message = CannedMessage(body="{patron}: {link}")
    assert (
        filled(message, patron="{link}{librarian}", link="https://ask.example")
        == "{link}{librarian}: https://ask.example"
    )


def test_somebody_without_a_name_is_greeted_without_a_gap() -> None:
    assert filled(CannedMessage(body="Hello {patron}, how are you?")) == "Hello, how are you?"


def test_what_is_not_known_has_a_word_in_the_messages_language() -> None:
    message = CannedMessage(body="{librarian}, {library}")
    assert filled(message) == "a librarian, your library"
    assert filled(message, language="es") == "la biblioteca, su biblioteca"
