"""A correction: by the author, within a minute, by the author's own number; the log keeps both."""

from __future__ import annotations

import datetime as dt

import pytest

from commondesk.desk import transcript
from commondesk.desk.attaching import Given, attach
from commondesk.desk.conversation import Conversation
from commondesk.desk.correcting import correct
from commondesk.desk.event import PATRON, librarian_author
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.desk.note import note
from commondesk.desk.overview import overviews
from commondesk.desk.waiting import waiting_list
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Invalid, NotAllowed, NotClaimed, NotVisible, OtherBody, TooLate
from commondesk.plumbing.tokens import new_key
from commondesk.privacy.erasure import erase
from tests.cast import Cast, make_asked, make_talk
from tests.support.files import PDF


@pytest.fixture
def talk(cast: Cast) -> Conversation:
    conversation = make_talk(cast.ines).conversation
    note(conversation, cast.ines, "So that the two count differently.")
    return conversation


def test_each_reader_hears_of_the_message_by_their_own_number(cast: Cast, talk: Conversation) -> None:
    said = say_as_patron(talk, "In Lean County.")
    event = correct(talk, None, said.patron_seq or 0, "In Leon County.")
    assert said.seq != said.patron_seq
    for reader, number in ((PATRON, said.patron_seq), (librarian_author(cast.ines.pk), said.seq)):
        wire = event.wire(reader)
        assert (wire["kind"], wire["body"], wire["data"]) == ("corrected", "In Leon County.", {"of": number})


def test_the_log_keeps_both_and_a_transcript_shows_the_last(cast: Cast, talk: Conversation) -> None:
    said = say_as_librarian(talk, cast.ines, "Lean County.")
    correct(talk, cast.ines, said.seq, "Loan County.")
    correct(talk, cast.ines, said.seq, "Leon County.")
    assert [row.body for row in talk.events.order_by("seq")][-3:] == [
        "Lean County.", "Loan County.", "Leon County.",
    ]  # fmt: skip
    text = transcript.as_text(talk, PATRON)
    assert "    Leon County.\n    (Corrected.)" in text
    assert "Lean" not in text
    assert "Loan" not in text


def test_what_must_not_be_kept_is_masked_in_it_too(talk: Conversation) -> None:
    said = say_as_patron(talk, "My card")
    event = correct(talk, None, said.patron_seq or 0, "My card is 4111 1111 1111 1111")
    assert "4111" not in (event.body or "")
    assert event.data["masked"]


def test_after_a_minute_it_is_too_late_but_not_for_the_same_again(talk: Conversation) -> None:
    said, key = say_as_patron(talk, "Lean"), new_key()
    first = correct(talk, None, said.patron_seq or 0, "Leon", key)
    with clock.moved(dt.timedelta(seconds=61)):
        assert correct(talk, None, said.patron_seq or 0, "Leon", key).seq == first.seq
        with pytest.raises(TooLate):
            correct(talk, None, said.patron_seq or 0, "Leone", new_key())


def test_nobody_corrects_what_another_has_said(cast: Cast, talk: Conversation) -> None:
    said = say_as_patron(talk, "Lean")
    mine = say_as_librarian(talk, cast.ines, "Where?")
    with pytest.raises(NotAllowed):
        correct(talk, cast.ines, said.seq, "Leon")
    with pytest.raises(NotAllowed):
        correct(talk, None, mine.patron_seq or 0, "Here!")
    with pytest.raises(NotAllowed):
        correct(talk, cast.otto, mine.seq, "Here!")


def test_only_messages_can_be_corrected(cast: Cast, talk: Conversation) -> None:
    for seq in (0, 2, 3, 999):  # claimed, the note, nothing
        with pytest.raises(NotVisible):
            correct(talk, cast.ines, seq, "Other words")
    files = attach(talk, None, [Given("a.pdf", PDF)], "", new_key())
    with pytest.raises(Invalid):
        correct(talk, None, files.patron_seq or 0, "Words")


def test_who_no_longer_holds_it_does_not_speak_in_it(cast: Cast, talk: Conversation) -> None:
    said = say_as_librarian(talk, cast.ines, "Lean")
    Conversation.objects.filter(pk=talk.pk).update(claimed_by=cast.otto)
    with pytest.raises(NotClaimed):
        correct(talk, cast.ines, said.seq, "Leon")


def test_a_key_stands_for_one_correction(talk: Conversation) -> None:
    one, two, key = say_as_patron(talk, "One"), say_as_patron(talk, "Two"), new_key()
    correct(talk, None, one.patron_seq or 0, "First", key)
    with pytest.raises(OtherBody):
        correct(talk, None, two.patron_seq or 0, "First", key)
    with pytest.raises(OtherBody):
        correct(talk, None, one.patron_seq or 0, "Second", key)


def test_a_corrected_question_reads_so_in_the_lists(cast: Cast) -> None:
    asked = make_asked("Lean County?").conversation
    correct(asked, None, 1, "Loan County?")
    correct(asked, None, 1, "Leon County?")
    assert [row["question"] for row in waiting_list([asked.queue_id])] == ["Leon County?"]
    assert overviews(Conversation.objects.all(), cast.ines)[0]["question"] == "Leon County?"


def test_erasure_empties_both(cast: Cast, talk: Conversation) -> None:
    said = say_as_patron(talk, "Lean")
    correct(talk, None, said.patron_seq or 0, "Leon")
    erase(talk.code)
    assert set(talk.events.exclude(kind="x").values_list("body", flat=True)) == {None}
