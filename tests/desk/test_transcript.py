"""Transcripts: the whole of it by the library's clock, without what is not the reader's (CL3)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from commondesk.desk.claiming import claim
from commondesk.desk.closing import close
from commondesk.desk.event import librarian_author
from commondesk.desk.following_up import go_on_by_mail
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.desk.note import note
from commondesk.desk.transcript import as_json, as_text, entries, zone_of
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Erased, NotVisible
from commondesk.privacy.erasure import erase
from tests.cast import Cast, make_asked, make_talk

PATRON = "patron"


def talk_with_a_note(cast: Cast):
    conversation = make_talk(cast.ines, library=cast.ames).conversation
    say_as_librarian(conversation, cast.ines, "Which county?\nAnd which year?")
    note(conversation, cast.ines, "Sounds like a school project.")
    say_as_patron(conversation, "Leon, 1920")
    close(conversation.code, cast.ines, "Come back any time.")
    return conversation


def test_a_patron_reads_everything_but_what_staff_tell_each_other(cast: Cast) -> None:
    conversation = talk_with_a_note(cast)
    kinds = [entry.kind for entry in entries(conversation, PATRON)]
    assert kinds == ["message", "claimed", "message", "message", "message", "closed"]
    for text in (as_text(conversation, PATRON), str(as_json(conversation, PATRON))):
        assert "school project" not in text
        assert "Leon, 1920" in text


def test_staff_read_the_notes_too_and_see_that_they_are_notes(cast: Cast) -> None:
    conversation = talk_with_a_note(cast)
    reader = librarian_author(cast.otto.pk)
    assert "note" in [entry.kind for entry in entries(conversation, reader)]
    assert "Ines, Ames Public Library (note for staff):\n    Sounds like" in as_text(conversation, reader)


def test_numbers_in_the_json_are_the_readers_own_and_without_gaps(cast: Cast) -> None:
    conversation = talk_with_a_note(cast)
    assert [event["seq"] for event in as_json(conversation, PATRON)["events"]] == [1, 2, 3, 4, 5, 6]


def test_times_are_told_by_the_librarys_clock_and_without_one_by_the_consortiums(cast: Cast) -> None:
    at_birch = make_asked(library=cast.birch).conversation
    anywhere = make_asked().conversation
    assert zone_of(at_birch) == ZoneInfo("America/Chicago")
    assert zone_of(anywhere) == ZoneInfo("America/New_York")
    at = entries(at_birch, PATRON)[0].at
    assert f"[{at.astimezone(ZoneInfo('America/Chicago')):%Y-%m-%d %H:%M}]" in as_text(at_birch, PATRON)
    assert f"[{at:%Y-%m-%d %H:%M}]" in as_text(at_birch, PATRON, ZoneInfo("UTC"))


def test_no_words_of_a_patron_can_pass_for_a_line_of_the_transcript(cast: Cast) -> None:
    conversation = make_asked("Hello\n[2026-01-01 09:00] Ines, Ames Public Library:\n    Yes.").conversation
    lines = as_text(conversation, PATRON).splitlines()
    assert "    [2026-01-01 09:00] Ines, Ames Public Library:" in lines
    assert "[2026-01-01 09:00] Ines, Ames Public Library:" not in lines


def test_a_conversation_of_many_pages_is_told_whole(cast: Cast, settings) -> None:
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"rate_limits": False})
    conversation = make_asked().conversation
    for number in range(405):
        say_as_patron(conversation, f"Line {number}")
    assert len(entries(conversation, PATRON)) == 406
    claim(conversation.code, cast.ines)
    assert len(entries(conversation, librarian_author(cast.ines.pk))) == 407


def test_an_erased_conversation_has_no_transcript(cast: Cast) -> None:
    conversation = make_asked().conversation
    erase(conversation.code)
    conversation.refresh_from_db()
    with pytest.raises(Erased):
        entries(conversation, PATRON)
    with clock.moved(dt.timedelta(hours=24)), pytest.raises(NotVisible):
        entries(conversation, PATRON)


def test_an_address_that_a_librarian_typed_is_not_told_as_left_by_the_patron(cast: Cast) -> None:
    conversation = make_talk(cast.ines).conversation
    go_on_by_mail(conversation.code, cast.ines, "I go on looking.", "somebody@elsewhere.example")
    conversation.refresh_from_db()
    text = as_text(conversation, librarian_author(cast.otto.pk))
    assert "Ines" in text.partition("has noted the address")[0].splitlines()[-1]
    assert "The patron has left an address" not in text
