"""What is kept of a month is what counting it would give, whatever happens to its conversations later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commondesk.consortium.consortium import Consortium
from commondesk.consortium.librarian import Librarian
from commondesk.desk.claiming import claim, release
from commondesk.desk.classifying import classify
from commondesk.desk.closing import close, close_as_patron, leave, lose, reopen_as_patron
from commondesk.desk.conversation import Conversation
from commondesk.desk.late_change import LateChange
from commondesk.desk.transferring import transfer
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Refusal
from commondesk.privacy.erasure import erase
from commondesk.privacy.retention import retire
from commondesk.reports import roll_up as rolling
from commondesk.reports.counting import count
from commondesk.reports.counts import Counts, read_counts
from commondesk.reports.month import Month, month_of, months
from commondesk.reports.monthly import monthly
from commondesk.reports.roll_up import RolledMonth, kept, roll_up
from tests.cast import Cast
from tests.reports.told import MARCH, ZONE, answered, asked, at, march, question, say

LATER = dt.datetime(2026, 6, 9, tzinfo=dt.UTC)
SPRING = months(Month(2026, 2, ZONE), Month(2026, 5, ZONE))


def counted() -> list[Counts]:
    return [count([month.span]) for month in SPRING]


def kept_now() -> list[Counts]:
    """Each month as the report has it: kept, or counted where it is not."""
    return [_with_the_rest(*kept([month])) for month in SPRING]


def _with_the_rest(counts: Counts, rest: Any) -> Counts:
    counts.add(count(rest))
    return counts


def test_a_month_that_is_over_is_counted_once_and_kept(cast: Cast) -> None:
    march(cast)
    direct = monthly(MARCH)
    assert roll_up(LATER) == 4  # from the one in which the first was asked through May
    counts, rest = kept([MARCH])
    assert rest == []
    assert counts == count([MARCH.span])
    assert monthly(MARCH) == direct
    assert monthly(MARCH, {cast.birch.pk}).by_asking["Birch County Library"].asked == 3
    assert roll_up(LATER) == 0


def test_a_month_is_left_alone_until_it_is_settled(cast: Cast) -> None:
    march(cast)
    assert roll_up(MARCH.ends + dt.timedelta(days=1.9)) == 1  # February
    assert roll_up(MARCH.ends + dt.timedelta(days=2)) == 1
    assert kept([MARCH, MARCH.following])[1] == [MARCH.following.span]


def test_what_changes_later_is_counted_at_once_and_then_kept(cast: Cast) -> None:
    march(cast)
    roll_up(LATER)
    still_open = Conversation.objects.filter(state="waiting", asked_at__lt=MARCH.ends).get()
    with at("2026-06-01T12:00:00+00:00"):
        claim(still_open.code, cast.ines)
        assert kept(SPRING)[1] == [MARCH.span]
    assert monthly(MARCH).all.claimed == 7
    assert roll_up(LATER) == 1
    assert kept(SPRING)[1] == []
    assert monthly(MARCH).all.claimed == 7
    assert not LateChange.objects.filter(asked_at__lt=MARCH.ends, asked_at__gte=MARCH.begins).exists()


def test_what_is_said_later_makes_nobody_count_anew(cast: Cast) -> None:
    with at("2026-03-05T12:00:00+00:00"):
        code = asked("2026-03-05T12:00:00+00:00", library=cast.ames)
        claim(code, cast.ines)
    with at("2026-05-05T12:00:00+00:00"):
        roll_up(LATER)
        say(code, cast.ines)
    assert kept([MARCH])[1] == []


def test_what_changes_while_it_is_counted_stays_noted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    code = asked("2026-03-05T12:00:00+00:00", library=cast.ames)

    def count_and_be_interrupted(spans: Any) -> Counts:
        counts = count(spans)
        with at("2026-05-05T12:00:00+00:00"):
            claim(code, cast.ines)
        return counts

    monkeypatch.setattr(rolling, "count", count_and_be_interrupted)
    roll_up(MARCH.ends + dt.timedelta(days=3))
    monkeypatch.undo()
    assert monthly(MARCH).all.claimed == 1
    roll_up(LATER)
    assert monthly(MARCH).all.claimed == 1
    assert kept(SPRING[1:])[1] == []


def test_of_two_who_count_the_first_one_keeps_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    march(cast)

    def count_beside_another(spans: Any) -> Counts:
        monkeypatch.undo()
        roll_up(LATER)
        return Counts()

    monkeypatch.setattr(rolling, "count", count_beside_another)
    roll_up(LATER)
    assert kept_now() == counted()


def test_other_clocks_or_other_rules_count_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    march(cast)
    roll_up(LATER)
    monkeypatch.setattr(rolling, "RULES", 2)
    assert len(kept(SPRING)[1]) == 1
    assert roll_up(LATER) == 4
    Consortium.objects.update(time_zone="America/Chicago")
    elsewhere = Month(2026, 3, ZoneInfo("America/Chicago"))
    assert kept([elsewhere])[1] == [elsewhere.span]
    roll_up(LATER)
    counts, rest = kept([elsewhere])
    assert (rest, counts) == ([], count([elsewhere.span]))


def test_erasure_and_retention_leave_the_numbers_as_they_are(cast: Cast) -> None:
    march(cast)
    before = monthly(MARCH)
    for conversation in Conversation.objects.filter(state="closed"):
        erase(conversation.code)
    for moment in (LATER, LATER + dt.timedelta(days=200)):
        retire(moment)
        roll_up(moment)
        after = monthly(MARCH)
        assert (after.all, after.by_queue, after.by_asking, after.by_answering, after.read_levels) == (
            before.all, before.by_queue, before.by_asking, before.by_answering, before.read_levels,
        )  # fmt: skip


def test_topics_of_our_own_list_outlast_their_words(cast: Cast) -> None:
    answered(
        asked("2026-03-02T15:00:00+00:00", library=cast.ames, topic="law"), cast.ines,
        "2026-03-02T15:00:10+00:00", question(),
    )  # fmt: skip
    roll_up(LATER)
    retire(LATER + dt.timedelta(days=300))
    assert dict(monthly(MARCH).topics) == {"law": 1}
    assert kept_now() == counted()


def test_years_are_read_by_as_many_queries_as_a_month(cast: Cast) -> None:
    def queries(first: Month, last: Month) -> int:
        with CaptureQueriesContext(connection) as captured:
            monthly(first, None, last)
        return len(captured)

    march(cast)
    assert queries(MARCH, MARCH) == queries(Month(2024, 6, ZONE), Month(2026, 6, ZONE)) == 6
    roll_up(LATER)
    assert queries(Month(2024, 6, ZONE), Month(2026, 6, ZONE)) == 6
    assert queries(MARCH, MARCH) == 3


def test_several_months_are_their_months_added_up(cast: Cast) -> None:
    march(cast)
    spring = monthly(SPRING[0], None, SPRING[-1])
    assert spring.all.asked == sum(monthly(month).all.asked for month in SPRING) == 11
    assert spring.all.median_wait == 30
    roll_up(LATER)
    assert monthly(SPRING[0], None, SPRING[-1]) == spring


def test_what_is_kept_reads_back_as_it_was(cast: Cast) -> None:
    march(cast)
    counts = count([MARCH.span])
    assert read_counts(counts.as_json()) == counts
    roll_up(LATER)
    assert RolledMonth.objects.get(begins=MARCH.begins).counts == counts.as_json()


ACTS = ("ask", "claim", "answer", "release", "hand on", "close", "patron closes", "leave", "lose", "reopen",
        "classify", "erase", "roll up", "wait a month")  # fmt: skip
Step = tuple[str, int]


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5)), min_size=10, max_size=50))
def test_whatever_happens_kept_and_counted_agree(cast: Cast, steps: list[Step]) -> None:
    moment = dt.datetime(2026, 2, 3, 15, tzinfo=dt.UTC)
    codes: list[str] = []
    with transaction.atomic():
        for act, which in steps:
            moment += dt.timedelta(days=29 if act == "wait a month" else 2.3, seconds=which * 7)
            with clock.moved(moment - clock.now()):
                _do(cast, act, which, codes)
            if act in ("roll up", "wait a month"):
                assert_they_agree(month_of(moment, ZONE))
        assert_they_agree(month_of(moment, ZONE))
        transaction.set_rollback(True)


def assert_they_agree(last: Month) -> None:
    wanted = months(SPRING[0], last)
    assert _with_the_rest(*kept(wanted)) == count([(wanted[0].begins, wanted[-1].ends)])


def _do(cast: Cast, act: str, which: int, codes: list[str]) -> None:
    """Whatever it is, or nothing where the desk refuses it."""
    if act == "ask":
        library = (cast.ames, cast.birch, None)[which % 3]
        codes.append(asked(clock.now().isoformat(), library=library, topic=("law", "", "odd")[which // 2]))
    elif act == "roll up":
        roll_up(clock.now())
    elif codes:
        try:
            _act(act, codes[which % len(codes)], (cast.ines, cast.otto)[which % 2], cast, which)
        except Refusal:
            return


def _act(act: str, code: str, librarian: Librarian, cast: Cast, which: int) -> None:
    row = Conversation.objects.get(code=code)
    holder = row.claimed_by or librarian
    outcome, topic = ("answered", "referred", "no_question")[which % 3], ("law", "odd")[which % 2]
    acts: dict[str, Callable[[], object]] = {
        "claim": lambda: claim(code, librarian),
        "answer": lambda: say(code, holder),
        "release": lambda: release(code, holder),
        "hand on": lambda: transfer(code, holder, cast.birch_queue, "A brief."),
        "close": lambda: close(code, holder, "Good-bye."),
        "patron closes": lambda: close_as_patron(code),
        "leave": lambda: leave(code),
        "lose": lambda: lose(code),
        "reopen": lambda: reopen_as_patron(code),
        "classify": lambda: classify(row, holder, [question(outcome=outcome, topic=topic)]),
        "erase": lambda: erase(code),
        "wait a month": lambda: None,
    }
    acts[act]()
