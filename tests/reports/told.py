"""A month of questions, told through the verbs and counted by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from commondesk.consortium.librarian import Librarian
from commondesk.desk.claiming import claim, release
from commondesk.desk.classifying import classify
from commondesk.desk.closing import close, leave, lose, reopen_as_patron
from commondesk.desk.conversation import Conversation
from commondesk.desk.message import say_as_librarian
from commondesk.plumbing import clock
from commondesk.plumbing.tokens import new_key
from commondesk.reports.month import Month
from commondesk.schedule import presence
from tests.cast import Cast, make_asked, on_duty

ZONE = ZoneInfo("America/New_York")
MARCH = Month(2026, 3, ZONE)


@contextmanager
def at(moment: str) -> Iterator[None]:
    """The desk's clock stands at this moment of UTC."""
    with clock.moved(dt.datetime.fromisoformat(moment) - clock.now()):
        yield


def asked(moment: str, **fields: Any) -> str:
    with at(moment):
        return make_asked(**fields).conversation.code


def answered(code: str, librarian: Librarian, moment: str, *questions: dict[str, Any]) -> None:
    """Claimed at this moment, answered and closed; classified as these."""
    with at(moment):
        claim(code, librarian)
        say(code, librarian)
        close(code, librarian, "Good-bye.")
        if questions:
            classify(Conversation.objects.get(code=code), librarian, list(questions))


def say(code: str, librarian: Librarian) -> None:
    say_as_librarian(Conversation.objects.get(code=code), librarian, "Here it is.", new_key())


def question(kind: str = "reference", outcome: str = "answered", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "outcome": outcome, **more}


def march(cast: Cast) -> None:
    """Nine of March (one of them on its last evening, in April by UTC), and what is not of it."""
    ames, statewide = {"library": cast.ames}, {"queue": cast.statewide, "library": cast.birch}
    # 1: Ames asked, Ames answered within 10 s; two questions, one of them reference: one transaction.
    answered(
        asked("2026-03-02T15:00:00+00:00", **ames), cast.ines, "2026-03-02T15:00:10+00:00",
        question("directions"), question(read_level=3, topic="genealogy"),
    )  # fmt: skip
    # 2: Birch asked, Ames answered within 20 s; directions are no reference transaction.
    answered(
        asked("2026-03-03T15:00:00+00:00", **statewide), cast.ines, "2026-03-03T15:00:20+00:00",
        question("directions", topic="their own words"),
    )  # fmt: skip
    # 3: Ames asked; Ines takes it after 30 s and gives it back, Otto answers; unclassified.
    third = asked("2026-03-04T15:00:00+00:00", topic="law", **ames)
    with at("2026-03-04T15:00:30+00:00"):
        claim(third, cast.ines)
        release(third, cast.ines)
    answered(third, cast.otto, "2026-03-04T15:05:00+00:00")
    # 4: re-opened by the patron, and answered again by Otto: one, claimed after 40 s.
    fourth = asked("2026-03-05T15:00:00+00:00", **ames)
    answered(fourth, cast.ines, "2026-03-05T15:00:40+00:00", question(read_level=2, topic="genealogy"))
    with at("2026-03-06T15:00:00+00:00"):
        reopen_as_patron(fourth)
    answered(fourth, cast.otto, "2026-03-06T15:30:00+00:00")
    # 5 and 6: lost and given up.
    lost = asked("2026-03-07T15:00:00+00:00", **ames)
    given_up = asked("2026-03-07T15:01:00+00:00", **statewide)
    with at("2026-03-07T15:05:00+00:00"):
        on_duty(cast.otto, cast.statewide)  # with nobody there the question would be kept for later
        lose(lost)
        leave(given_up)
        presence.leave(cast.otto)
    # 7: closed by its librarian, who says that it is not answered; claimed after 100 s.
    answered(
        asked("2026-03-08T15:00:00+00:00", **statewide), cast.otto, "2026-03-08T15:01:40+00:00",
        question("account", "unanswered"),
    )  # fmt: skip
    # 8: nobody has it yet.
    asked("2026-03-09T15:00:00+00:00", **ames)
    # 9: on the evening of 31 March in New York; without a library; referred; claimed after 50 s.
    answered(
        asked("2026-04-01T03:59:00+00:00", queue=cast.statewide), cast.otto, "2026-04-01T03:59:50+00:00",
        question("reference", "referred"),
    )  # fmt: skip
    # Not of March: the evening of 28 February, the first minute of April, and practice.
    answered(asked("2026-03-01T04:59:00+00:00", **ames), cast.ines, "2026-03-01T04:59:10+00:00")
    answered(asked("2026-04-01T04:00:00+00:00", **ames), cast.ines, "2026-04-01T04:01:00+00:00")
    answered(asked("2026-03-10T15:00:00+00:00", queue=cast.practice), cast.ines, "2026-03-10T15:00:10+00:00")
