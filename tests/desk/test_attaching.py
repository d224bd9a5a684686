"""Files of a conversation: sent once, seen by both, gone with its words, swept when orphaned."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from commondesk.desk import attaching
from commondesk.desk.attaching import Given, attach, read, sweep
from commondesk.desk.attachment import Attachment, remove, store
from commondesk.desk.closing import close
from commondesk.desk.conversation import Conversation
from commondesk.plumbing.refusal import (
    Closed,
    Empty,
    Invalid,
    NotClaimed,
    NotVisible,
    OtherBody,
    TooLarge,
    TryAgain,
)
from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_asked, make_talk
from tests.support.files import PDF, exif, jpeg, png

SCAN = Given("scan.pdf", PDF)
SHOT = Given("Screenshot.png", png())


@pytest.fixture(autouse=True)
def files_of_this_test_alone(settings: Any, tmp_path: Path) -> None:
    """Tests run beside each other, in one data directory."""
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"data_dir": tmp_path})


@pytest.fixture
def talk(cast: Cast) -> Conversation:
    return make_talk(cast.ines).conversation


def on_disk() -> set[str]:
    return set(store().older_than(-10))


def test_a_message_carries_files_under_cleaned_names(talk: Conversation) -> None:
    event = attach(talk, None, [Given("../4111 1111 1111 1111.pdf", PDF), SHOT], "Look.", new_key())
    files = event.data["attachments"]
    assert [(file["type"], file["size"]) for file in files] == [
        ("application/pdf", len(PDF)),
        ("image/png", len(png())),
    ]
    assert "4111" not in files[0]["name"]
    assert files[1]["name"] == "Screenshot.png"
    assert (event.kind, event.body) == ("message", "Look.")
    row, file = read(talk, files[0]["id"])
    with file:
        assert (file.read(), row.seq) == (PDF, event.seq)


def test_a_photo_arrives_byte_for_byte_and_so_the_right_way_up(talk: Conversation) -> None:
    photo = jpeg()[:2] + exif(6) + jpeg()[2:]
    event = attach(talk, None, [Given("shelf.jpg", photo)], "", new_key())
    _row, file = read(talk, event.data["attachments"][0]["id"])
    with file:
        assert file.read() == photo


def test_without_words_the_message_is_empty_but_no_erased_one(talk: Conversation) -> None:
    assert attach(talk, None, [SCAN], "  ", new_key()).body == ""


def test_the_same_again_is_one_message_and_one_file(talk: Conversation) -> None:
    key = new_key()
    first = attach(talk, None, [SCAN], "Look.", key)
    before = on_disk()
    again = attach(talk, None, [SCAN], "Look.", key)
    assert (again.seq, again.again, again.data) == (first.seq, True, first.data)
    assert on_disk() == before
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(("files", "words"), [([SHOT], "Look."), ([SCAN], "Other."), ([SCAN, SCAN], "Look.")])
def test_the_same_key_for_something_else_is_refused_and_leaves_nothing(
    talk: Conversation, files: list[Given], words: str
) -> None:
    key = new_key()
    attach(talk, None, [SCAN], "Look.", key)
    before = on_disk()
    with pytest.raises(OtherBody):
        attach(talk, None, files, words, key)
    assert on_disk() == before


def test_only_who_holds_it_sends_files(cast: Cast, talk: Conversation) -> None:
    before = on_disk()
    with pytest.raises(NotClaimed):
        attach(talk, cast.otto, [SCAN], "", new_key())
    assert on_disk() == before
    event = attach(talk, cast.ines, [SCAN], "", new_key())
    assert (event.by_name, event.patron_seq) == ("Ines", event.seq)


def test_a_closed_conversation_takes_none(cast: Cast, talk: Conversation) -> None:
    close(talk.code, cast.ines, "Goodbye.")
    before = on_disk()
    with pytest.raises(Closed):
        attach(talk, None, [SCAN], "", new_key())
    assert on_disk() == before


@pytest.mark.parametrize(
    ("files", "refusal"),
    [
        ([], Empty),
        ([SCAN] * 6, Invalid),
        ([Given("a.txt", b"")], Empty),
        ([SCAN, Given("page.svg", b"<svg/>")], Invalid),
        ([Given("a.txt", b"a" * 6_000_000)] * 2, TooLarge),
    ],
)
def test_too_many_too_large_and_unknown_ones_are_refused(
    talk: Conversation, files: list[Given], refusal: type[Exception]
) -> None:
    before = on_disk()
    with pytest.raises(refusal):
        attach(talk, None, files, "", new_key())
    assert on_disk() == before


def test_a_conversation_holds_so_much_and_no_more(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_key()
    attach(talk, None, [SCAN], "", key)
    monkeypatch.setattr(attaching, "LARGEST_TALK", len(PDF) + 10)
    with pytest.raises(TooLarge):
        attach(talk, None, [SCAN], "", new_key())
    assert attach(talk, None, [SCAN], "", key).again


def test_a_full_disk_in_the_middle_leaves_nothing(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, tried = on_disk(), []
    fsync = os.fsync

    def full_at_last(file: int) -> None:
        tried.append(file)
        if len(tried) > 2:
            raise OSError(28, "No space left on device")
        fsync(file)

    monkeypatch.setattr(os, "fsync", full_at_last)
    with pytest.raises(TryAgain):
        attach(talk, None, [SCAN, SHOT], "", new_key())
    assert on_disk() == before
    assert not Attachment.objects.exists()


def test_a_file_of_another_conversation_is_not_there(cast: Cast, talk: Conversation) -> None:
    [file] = attach(talk, None, [SCAN], "", new_key()).data["attachments"]
    other = make_asked().conversation
    for conversation, handle in ((other, file["id"]), (talk, "0"), (talk, "../x"), (talk, "a" * 500)):
        with pytest.raises(NotVisible):
            read(conversation, handle)


def test_removed_they_leave_the_disk_once_it_is_committed(
    talk: Conversation, django_capture_on_commit_callbacks: Any
) -> None:
    [file] = attach(talk, None, [SCAN], "", new_key()).data["attachments"]
    with django_capture_on_commit_callbacks() as callbacks:
        remove([talk.pk])
    assert file["id"] in on_disk()
    callbacks[-1]()
    assert file["id"] not in on_disk()


def test_what_a_crash_has_left_is_swept_and_nothing_else(talk: Conversation) -> None:
    [file] = attach(talk, None, [SCAN], "", new_key()).data["attachments"]
    orphan, young = store().keep(b"left behind"), store().keep(b"on its way")
    for handle in (orphan, file["id"]):
        os.utime(store().root / handle[:2] / handle, (1, 1))
    assert sweep() >= 1
    assert {file["id"], young} <= on_disk()
    assert orphan not in on_disk()
    store().delete([young])


@pytest.mark.django_db
def test_the_files_of_another_desk_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty database was given the data directory of a desk: its patrons' files are no orphans."""
    monkeypatch.setattr(attaching, "MOST_LEFT_BY_A_CRASH", 2)
    theirs = [store().keep(b"kept for a patron") for _ in range(3)]
    for handle in theirs:
        os.utime(store().root / handle[:2] / handle, (1, 1))
    assert sweep() == 0
    assert set(theirs) <= on_disk()
    store().delete(theirs)
