"""How fast questions were answered, in figures that lead back to nobody (ON3)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commondesk.consortium.library import Library
from commondesk.desk.closing import leave
from commondesk.reports.answering import Answering, Way, count_answering
from commondesk.reports.for_everybody import Told, rounded
from commondesk.schedule import presence
from tests.cast import Cast, on_duty
from tests.reports.told import answered, asked, at, question

PROMISES = {Way.CHAT: 60, Way.LATER: 48 * 3600}
NOW = "2026-03-30T15:00:00+00:00"


def counted(library: Library | None = None) -> Answering:
    with at(NOW):
        return count_answering(PROMISES, library)


def chats(cast: Cast, waits: list[int], **fields: object) -> None:
    """Asked with Otto on duty, and answered after so many seconds each."""
    for number, wait in enumerate(waits):
        moment = f"2026-03-20T{10 + number:02}:00"
        with at(f"{moment}:00+00:00"):
            on_duty(cast.otto, cast.statewide)
        code = asked(f"{moment}:01+00:00", **fields)
        answered(code, cast.otto, f"{moment[:-2]}{wait // 60:02}:{wait % 60 + 1:02}+00:00")
    presence.leave(cast.otto)


def left(cast: Cast, hours: list[int], **fields: object) -> None:
    """Asked with nobody there, and first written to so many hours later."""
    for number, wait in enumerate(hours):
        code = asked(f"2026-03-21T00:{number:02}:00+00:00", **fields)
        answered(code, cast.otto, f"2026-03-{21 + wait // 24}T{wait % 24:02}:{number:02}:00+00:00")


def test_chats_and_what_was_left_are_told_apart(cast: Cast) -> None:
    chats(cast, [10, 20, 30, 40, 50, 100])
    left(cast, [2, 3, 4, 5, 50])
    found = counted()
    chat, later = found.ways[Way.CHAT], found.ways[Way.LATER]
    assert chat == Told(
        asked=5, answered=5, passed_on=None, gave_up=None, unanswered=None, half=30, most=100, kept=80
    )
    assert later == Told(5, 5, None, None, None, half=4 * 3600, most=50 * 3600, kept=80)
    assert found.all == Told(10, 10, None, None, None, kept=80)


def test_fewer_than_five_are_not_told_nor_what_they_waited(cast: Cast) -> None:
    chats(cast, [10, 20, 30, 40], library=cast.ames)
    left(cast, [2, 3, 4, 5, 6], library=cast.birch)
    found = counted()
    assert (found.ways[Way.CHAT], set(found.libraries)) == (None, {cast.birch.pk})
    assert counted(cast.ames).all is None


def test_one_who_gave_up_and_one_unanswered_are_few_and_never_answered(cast: Cast) -> None:
    chats(cast, [10] * 9)
    answered(
        asked("2026-03-22T10:00:00+00:00"),
        cast.otto,
        "2026-03-22T11:00:00+00:00",
        question("account", "unanswered"),
    )
    with at("2026-03-23T10:00:00+00:00"):
        on_duty(cast.otto, cast.statewide)
    gone = asked("2026-03-23T10:00:01+00:00")
    with at("2026-03-23T10:05:00+00:00"):
        leave(gone)
    every = counted().all
    assert every
    assert (every.asked, every.answered, every.gave_up, every.unanswered) == (10, 10, None, None)


def test_what_nobody_has_answered_stands_as_not_answered(cast: Cast) -> None:
    for minute in range(6):
        asked(f"2026-03-20T10:{minute:02}:00+00:00")
    later = counted().ways[Way.LATER]
    assert later == Told(5, None, None, None, 5, half=None, most=None, kept=0)


def test_a_promise_whose_time_runs_is_neither_kept_nor_broken(cast: Cast) -> None:
    for minute in range(6):
        asked(f"2026-03-30T14:{minute:02}:00+00:00")
    later = counted().ways[Way.LATER]
    assert later
    assert (later.asked, later.kept) == (5, None)


def test_practice_old_questions_and_what_was_none_never_count(cast: Cast) -> None:
    for minute in range(6):
        asked(f"2026-03-20T10:{minute:02}:00+00:00", queue=cast.practice)
        asked(f"2026-02-20T10:{minute:02}:00+00:00")
        none = asked(f"2026-03-21T10:{minute:02}:00+00:00")
        answered(none, cast.otto, f"2026-03-21T11:{minute:02}:00+00:00", question("other", "no_question"))
    assert counted() == Answering(None, {Way.CHAT: None, Way.LATER: None}, {})


def test_a_library_has_what_its_patrons_asked_whoever_answered(cast: Cast) -> None:
    chats(cast, [10] * 5, library=cast.ames, queue=cast.statewide)
    chats(cast, [20] * 6, library=cast.birch)
    found = counted()
    assert {pk: every.asked for pk, (every, _chats) in found.libraries.items()} == {
        cast.ames.pk: 5,
        cast.birch.pk: 5,
    }
    only = counted(cast.ames)
    assert (only.all, only.ways[Way.CHAT]) == found.libraries[cast.ames.pk]


def test_it_takes_three_queries_whatever_there_is(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked_for:
            counted()
        return len(asked_for)

    assert queries() == 3
    chats(cast, [10] * 5)
    left(cast, [2, 3])
    assert queries() == 3


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, None), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1002, 1000)],
)
def test_numbers_are_rounded_to_five_and_the_smallest_not_told(number: int, told: int | None) -> None:
    assert rounded(number) == told
