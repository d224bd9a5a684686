"""The plain monthly count agrees with a month counted by hand (CM5, AC9)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commondesk.desk.claim import Claim
from commondesk.desk.conversation import Conversation
from commondesk.plumbing import clock
from commondesk.privacy.erasure import erase
from commondesk.reports.counts import Given
from commondesk.reports.figures import Fate, Figures
from commondesk.reports.month import Month, read_month
from commondesk.reports.monthly import Report, monthly
from tests.cast import Cast, make_asked
from tests.reports.told import MARCH, ZONE, answered, asked, march, question


@pytest.fixture
def report(cast: Cast) -> Report:
    march(cast)
    return monthly(MARCH)


def counted(figures: Figures) -> tuple[int, ...]:
    """Asked, claimed, and each fate."""
    return (figures.asked, figures.claimed, *(figures.fates[fate] for fate in Fate))


def given(figures: Given) -> tuple[int, ...]:
    return (figures.taken, *(figures.fates[fate] for fate in Fate))


def test_each_conversation_is_one_and_has_one_fate(report: Report) -> None:
    # answered, referred, not answered, no question, lost, open
    assert counted(report.all) == (9, 6, 4, 1, 1, 0, 2, 1)


def test_by_queue_and_by_asking_library(report: Report) -> None:
    assert {name: counted(figures) for name, figures in report.by_queue.items()} == {
        "Ames": (5, 3, 3, 0, 0, 0, 1, 1),
        "Statewide": (4, 3, 1, 1, 1, 0, 1, 0),
    }
    assert {name: counted(figures) for name, figures in report.by_asking.items()} == {
        "Ames Public Library": (5, 3, 3, 0, 0, 0, 1, 1),
        "Birch County Library": (3, 2, 1, 0, 1, 0, 1, 0),
        None: (1, 1, 0, 1, 0, 0, 0, 0),
    }


def test_by_answering_library_who_held_it_last_has_answered(report: Report) -> None:
    # Ines took 1, 2, 3 and 4 and was the last to hold 1 and 2; Otto took 3, 4, 7, 9.
    assert {name: given(figures) for name, figures in report.by_answering.items()} == {
        "Ames Public Library": (4, 2, 0, 0, 0, 0, 0),
        "Birch County Library": (4, 2, 1, 1, 0, 0, 0),
    }


def test_waits_run_from_the_asking_to_the_first_claim(report: Report) -> None:
    assert sorted(report.all.waits.elements()) == [10, 20, 30, 40, 50, 100]
    assert (report.all.median_wait, report.all.long_wait) == (30, 100)
    assert (Figures().median_wait, Figures().long_wait) == (None, None)


def test_reference_transactions_are_counted_by_the_counting_words(report: Report) -> None:
    assert report.reference == 3
    assert dict(report.kinds) == {"reference": 3, "directions": 1, "account": 1, None: 1}
    assert dict(report.read_levels) == {3: 1, 2: 1, None: 1}


def test_topics_are_of_our_own_list_or_others(report: Report) -> None:
    assert dict(report.topics) == {"genealogy": 2, "law": 1, "Other topics": 1, None: 2}


def test_a_library_is_shown_its_patrons_and_its_staff_alone(cast: Cast) -> None:
    march(cast)
    report = monthly(MARCH, {cast.birch.pk})
    assert counted(report.all) == (3, 2, 1, 0, 1, 0, 1, 0)
    assert set(report.by_asking) == {"Birch County Library"}
    assert {name: given(figures) for name, figures in report.by_answering.items()} == {
        "Birch County Library": (4, 2, 1, 1, 0, 0, 0)
    }
    assert dict(report.kinds) == {"directions": 1, "account": 1}


def test_helping_is_not_answering(cast: Cast) -> None:
    code = asked("2026-03-02T15:00:00+00:00", library=cast.ames)
    answered(code, cast.ines, "2026-03-02T15:00:10+00:00")
    now = clock.now()
    Claim.objects.create(
        conversation=Conversation.objects.get(code=code), librarian=cast.otto, library=cast.birch,
        claimed_at=now, ended_at=now, how=Claim.How.HELPED,
    )  # fmt: skip
    assert set(monthly(MARCH).by_answering) == {"Ames Public Library"}


def test_no_question_is_neither_answered_nor_a_reference_transaction(cast: Cast) -> None:
    code = asked("2026-03-02T15:00:00+00:00", library=cast.ames)
    answered(code, cast.ines, "2026-03-02T15:00:10+00:00", question("other", "no_question"))
    report = monthly(MARCH)
    assert counted(report.all) == (1, 1, 0, 0, 0, 1, 0, 0)
    assert not report.kinds


def test_what_was_erased_is_counted_on(cast: Cast) -> None:
    code = asked("2026-03-02T15:00:00+00:00", library=cast.ames, topic="law")
    answered(code, cast.ines, "2026-03-02T15:00:10+00:00", question(read_level=4, topic="law"))
    erase(code)
    report = monthly(MARCH)
    assert counted(report.all) == (1, 1, 1, 0, 0, 0, 0, 0)
    assert (report.reference, dict(report.topics)) == (1, {None: 1})


def test_it_takes_as_many_queries_whatever_the_month_holds(cast: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            monthly(MARCH)
        return len(queries)

    empty = count()
    march(cast)
    assert empty <= count() <= 6


def test_libraries_of_one_name_are_not_added_up(cast: Cast) -> None:
    march(cast)
    type(cast.birch).objects.filter(pk=cast.birch.pk).update(name=cast.ames.name)
    report = monthly(MARCH)
    assert counted(report.by_asking["Ames Public Library (ames)"])[0] == 5
    assert counted(report.by_asking["Ames Public Library (birch)"])[0] == 3


@pytest.mark.parametrize(
    ("month", "begins", "ends"),
    [
        (Month(2026, 3, ZONE), "2026-03-01T05:00:00+00:00", "2026-04-01T04:00:00+00:00"),
        (Month(2026, 11, ZONE), "2026-11-01T04:00:00+00:00", "2026-12-01T05:00:00+00:00"),
        (
            Month(2024, 2, ZoneInfo("Pacific/Kiritimati")),
            "2024-01-31T10:00:00+00:00",
            "2024-02-29T10:00:00+00:00",
        ),
        (Month(2025, 12, ZONE), "2025-12-01T05:00:00+00:00", "2026-01-01T05:00:00+00:00"),
    ],
)
def test_a_month_is_one_of_the_consortiums_clocks(month: Month, begins: str, ends: str) -> None:
    assert (month.begins, month.ends) == (dt.datetime.fromisoformat(begins), dt.datetime.fromisoformat(ends))
    assert month.following.previous == month


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "2026-3", "0001-01", "9999-12", "x", "2026-03-01", "２０２６-03"]
)
def test_what_is_no_month_is_none(text: str) -> None:
    assert read_month(text, ZONE) is None


def test_a_month_in_which_nobody_asked_is_empty(cast: Cast) -> None:
    make_asked()
    assert counted(monthly(Month(1999, 1, ZONE)).all) == (0,) * 8
