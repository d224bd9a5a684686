"""What is counted of one conversation, by the counting words of the standards, and of many."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from commondesk.desk.classification import Kind, Outcome
from commondesk.desk.conversation import Conversation

State, Ended = Conversation.State, Conversation.Ended
_LOST: Final = frozenset([Ended.LEFT, Ended.LOST])
_ANSWERED: Final = frozenset([Outcome.ANSWERED, Outcome.PARTLY])


class Fate(StrEnum):
    """How a conversation stands; each has exactly one, so that they add up to what was asked."""

    ANSWERED = "answered"
    REFERRED = "referred"
    UNANSWERED = "unanswered"
    NO_QUESTION = "no_question"
    LOST = "lost"
    OPEN = "open"


class Asked(NamedTuple):
    """One conversation, as its row has it."""

    id: int
    queue_id: int
    library_id: int | None
    state: str
    ended: str
    asked_at: dt.datetime
    first_claimed_at: dt.datetime | None
    last_staff_at: dt.datetime | None
    topic: str
    channel: str
    left_for_later: bool


class Question(NamedTuple):
    """One question of a conversation, as it was classified."""

    number: int
    kind: str
    read_level: int | None
    outcome: str
    topic: str


def fate(asked: Asked, questions: Sequence[Question]) -> Fate:
    """Whoever left while waiting is lost, never answered (AC9). A librarian's classification decides; without
    one, whether staff wrote anything to the patron before it was closed."""
    if asked.ended in _LOST:
        return Fate.LOST
    if asked.state != State.CLOSED:
        return Fate.OPEN
    if not questions:
        return Fate.ANSWERED if asked.first_claimed_at and asked.last_staff_at else Fate.UNANSWERED
    outcomes = {question.outcome for question in questions}
    if outcomes & _ANSWERED:
        return Fate.ANSWERED
    if Outcome.REFERRED in outcomes:
        return Fate.REFERRED
    return Fate.NO_QUESTION if outcomes == {Outcome.NO_QUESTION} else Fate.UNANSWERED


def leading(questions: Sequence[Question]) -> Question | None:
    """The question that a conversation is counted by: a mixed contact is one, and a reference transaction
    where any of its questions is; then the one that took most."""
    real = [question for question in questions if question.outcome != Outcome.NO_QUESTION]
    return min(
        real,
        key=lambda each: (each.kind != Kind.REFERENCE, -(each.read_level or 0), each.number),
        default=None,
    )


@dataclass(slots=True)
class Figures:
    """Counts of conversations; how many waited how many seconds from the asking to the first claim.

    All of them can be added up, so that the waits of many months are as exact as those of one.
    """

    asked: int = 0
    claimed: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    waits: Counter[int] = field(default_factory=Counter)

    def count(self, asked: Asked, how: Fate) -> None:
        self.asked += 1
        self.fates[how] += 1
        if asked.first_claimed_at is not None:
            self.claimed += 1
            self.waits[max(0, round((asked.first_claimed_at - asked.asked_at).total_seconds()))] += 1

    def add(self, more: Figures) -> None:
        self.asked += more.asked
        self.claimed += more.claimed
        self.fates.update(more.fates)
        self.waits.update(more.waits)

    @property
    def median_wait(self) -> int | None:
        """Half were claimed within this many seconds; None: nobody was."""
        return self._within(50)

    @property
    def long_wait(self) -> int | None:
        """Nine of ten were claimed within this many seconds."""
        return self._within(90)

    def _within(self, percent: int) -> int | None:
        """The nearest rank: a wait that somebody had."""
        rank = -(-self.waits.total() * percent // 100)
        for wait, number in sorted(self.waits.items()):
            rank -= number
            if rank <= 0:
                return wait
        return None
