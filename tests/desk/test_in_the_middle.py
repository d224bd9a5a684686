"""Closed, handed on or erased while somebody types, sends a file or is offline (bad-input 4)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from commondesk.desk import attaching
from commondesk.desk.attaching import Given, attach
from commondesk.desk.attachment import Attachment, store
from commondesk.desk.claiming import release
from commondesk.desk.closing import close, close_as_patron, reopen_as_patron
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, Event, read_events
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.desk.transferring import accept, transfer
from commondesk.desk.typing import typing
from commondesk.plumbing import bus
from commondesk.plumbing.refusal import Closed, Erased, NotClaimed
from commondesk.plumbing.tokens import new_key
from commondesk.privacy.erasure import erase
from tests.cast import Cast, make_talk, on_duty

NOTE = Given("a.txt", b"Shelf 4")


@pytest.fixture(autouse=True)
def files_of_this_test_alone(settings: Any, tmp_path: Path) -> None:
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"data_dir": tmp_path})


@pytest.fixture
def talk(cast: Cast) -> Conversation:
    on_duty(cast.ines, cast.statewide)
    on_duty(cast.otto, cast.statewide)
    return make_talk(cast.ines, queue=cast.statewide).conversation


@pytest.fixture
def while_the_file_is_written(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Let something happen after the file has been looked at, before the message is in the log."""

    def arrange(act: Callable[[], object]) -> None:
        kept = store()

        class Slow:
            def keep(self, content: bytes) -> str:
                act()
                return kept.keep(content)

            def delete(self, handles: list[str]) -> None:
                kept.delete(handles)

        monkeypatch.setattr(attaching, "store", Slow)

    return arrange


@pytest.mark.parametrize("what", ["closes", "erases", "hands on"])
def test_a_file_that_comes_too_late_is_refused_and_leaves_nothing_on_the_disk(
    cast: Cast,
    talk: Conversation,
    while_the_file_is_written: Callable[[Callable[[], object]], None],
    what: str,
) -> None:
    acts: dict[str, tuple[Callable[[], object], Any, type[Exception]]] = {
        "closes": (lambda: close(talk.code, cast.ines, "Goodbye."), None, Closed),
        "erases": (lambda: erase(talk.code), None, Erased),
        "hands on": (lambda: transfer(talk.code, cast.ines, cast.statewide, "Away"), cast.ines, NotClaimed),
    }
    act, sender, refusal = acts[what]
    while_the_file_is_written(act)
    with pytest.raises(refusal):
        attach(talk, sender, [NOTE], "Look.", new_key())
    assert not Attachment.objects.exists()
    assert list(store().older_than(-10)) == []


def test_the_patron_s_own_file_survives_the_change_of_librarians(
    cast: Cast, talk: Conversation, while_the_file_is_written: Callable[[Callable[[], object]], None]
) -> None:
    transfer(talk.code, cast.ines, cast.otto, "Yours")
    while_the_file_is_written(lambda: accept(talk.code, cast.otto))
    event = attach(talk, None, [NOTE], "Look.", new_key())
    kinds = list(Event.objects.filter(conversation=talk).order_by("seq").values_list("kind", flat=True))
    assert kinds[-2:] == ["transferred", "message"]
    assert event.data["attachments"][0]["name"] == "a.txt"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    topics: list[str] = []
    monkeypatch.setattr(bus, "wake", lambda wakes: topics.extend(wake.topic for wake in wakes))
    return topics


def test_whoever_types_is_told_of_only_while_it_is_theirs(
    cast: Cast, talk: Conversation, told: list[str]
) -> None:
    """NR2: the patron's typing reaches who holds it now, and the former holder's reaches nobody."""
    transfer(talk.code, cast.ines, cast.otto, "Yours")
    accept(talk.code, cast.otto)
    now = Conversation.objects.get(pk=talk.pk)
    told.clear()
    typing(now, cast.ines, is_typing=True)
    assert told == []
    typing(now, None, is_typing=True)
    assert told == [f"typing:{now.pk}", f"desk:{cast.otto.pk}"]
    close_as_patron(talk.code)
    told.clear()
    for who in (None, cast.otto):
        typing(Conversation.objects.get(pk=talk.pk), who, is_typing=True)
    assert told == []


def test_nothing_that_was_typed_meanwhile_takes_it_back_or_opens_it_again(
    cast: Cast, talk: Conversation
) -> None:
    transfer(talk.code, cast.ines, cast.otto, "Yours")
    accept(talk.code, cast.otto)
    with pytest.raises(NotClaimed):
        say_as_librarian(talk, cast.ines, "One more thing")
    close(talk.code, cast.otto, "Goodbye.")
    for say in (lambda: say_as_patron(talk, "Wait"), lambda: say_as_librarian(talk, cast.otto, "Yes?")):
        with pytest.raises(Closed):
            say()
    found = Conversation.objects.get(pk=talk.pk)
    assert (found.state, found.claimed_by) == (Conversation.State.CLOSED, None)


def test_a_patron_who_was_offline_is_told_of_every_state_in_its_order(cast: Cast, talk: Conversation) -> None:
    """A missed state counts as much as a missed message."""
    say_as_patron(talk, "I go through a tunnel.")
    seen = Conversation.objects.get(pk=talk.pk).last_patron_seq
    say_as_librarian(talk, cast.ines, "I look meanwhile.")
    transfer(talk.code, cast.ines, cast.otto, "Yours")
    accept(talk.code, cast.otto)
    release(talk.code, cast.otto)
    close_as_patron(talk.code)
    reopen_as_patron(talk.code)
    with connection.cursor() as cursor:
        missed = read_events(cursor, talk.pk, PATRON, seen, 200)
    assert [event.kind for event in missed] == [
        "message", "offered", "transferred", "released", "left", "reopened",
    ]  # fmt: skip
    assert [event.patron_seq for event in missed] == list(range(seen + 1, seen + 7))
