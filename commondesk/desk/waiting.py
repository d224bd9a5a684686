"""The patrons who wait: what a queue shows its staff, and the time a patron is told (AC3, AC9, ON3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from django.db.models import F

from commondesk.consortium.queue import Queue, ways_from
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import rfc3339
from commondesk.desk.question import question_words
from commondesk.plumbing import clock
from commondesk.schedule import coverage, presence

PREVIEW: Final = 240
LONGEST_LIST: Final = 200
RECENT_CLAIMS: Final = 20
RECENT: Final = dt.timedelta(hours=2)
NOTHING_KNOWN_SECONDS: Final = 60  # AC3, the promise of the service


@dataclass(frozen=True, slots=True)
class Wait:
    """What a patron may expect: `seconds` is None when nobody is on duty, then `opens_at` says when."""

    open_now: bool
    on_duty: int
    waiting: int
    seconds: int | None
    opens_at: dt.datetime | None


def is_attended(queue: Queue) -> bool:
    """Somebody who monitors this queue, or one it rolls on to, is on duty now."""
    return bool(presence.on_duty_for(reached_from(queue)))


def reached_from(queue: Queue) -> list[int]:
    """Ids of the queues whose staff hear of this queue's patrons."""
    return ways_from([queue.id])[queue.id]


def waiting_in() -> set[int]:
    """Ids of the queues in which somebody waits: few, however many there are."""
    return set(Conversation.objects.waiting().order_by().values_list("queue_id", flat=True).distinct())


def expected_wait(queue: Queue) -> Wait:
    """The time until a librarian says hello, from the last claims, who waits and who is on duty."""
    now = clock.now()
    reached = reached_from(queue)
    on_duty = len(presence.on_duty_for(reached))
    feeding = _feeding(reached, waiting_in() | _claimed_from(now))
    waiting = Conversation.objects.waiting().filter(queue__in=feeding, asked_while_closed=False).count()
    open_now = coverage.is_covered(queue, now)
    if not on_duty:
        opens_at = None if open_now else coverage.covered_from(queue, now)
        return Wait(open_now, 0, waiting, None, opens_at)
    seconds = round(_recent_wait(feeding, now) * (1 + waiting / on_duty))
    return Wait(True, on_duty, waiting, seconds, None)


def _feeding(reached: Collection[int], among: Collection[int]) -> list[int]:
    """Those of some queues whose patrons are heard in one that is reached."""
    return [start for start, path in ways_from(among).items() if set(path).intersection(reached)]


def _claimed_from(now: dt.datetime) -> set[int]:
    recent = Conversation.objects.filter(asked_while_closed=False, first_claimed_at__gt=now - RECENT)
    return set(recent.order_by().values_list("queue_id", flat=True).distinct())


def _recent_wait(queue_ids: Collection[int], now: dt.datetime) -> float:
    """Median seconds from the asking to the first claim, over the last claims of the last two hours."""
    recent = Conversation.objects.filter(
        queue__in=queue_ids, asked_while_closed=False, first_claimed_at__gt=now - RECENT
    )
    times = recent.order_by("-first_claimed_at").values_list("asked_at", "first_claimed_at")[:RECENT_CLAIMS]
    waits = [(claimed - asked).total_seconds() for asked, claimed in times if claimed]
    return median(waits) if waits else NOTHING_KNOWN_SECONDS


def place_in_line(conversation: Conversation) -> int:
    """1 for who is next. Counts those who wait longer for the same staff."""
    ids = _feeding(reached_from(conversation.queue), waiting_in())
    ahead = Conversation.objects.waiting().filter(
        queue__in=ids, asked_while_closed=False, waiting_since__lt=conversation.waiting_since
    )
    return ahead.count() + 1


def waiting_list(queue_ids: Collection[int]) -> list[dict[str, Any]]:
    """Who waits in these queues, the longest wait first, with the preview of AC2; one query, at most 200."""
    rows = (
        Conversation.objects.waiting()
        .filter(queue__in=queue_ids)
        .annotate(question=question_words(), queue_slug=F("queue__slug"), library_name=F("library__name"))
        .values(
            "code", "state", "asked_at", "waiting_since", "asked_while_closed", "question", "queue_slug",
            "library_name", "library__slug", "topic", "page", "language", "patron_name", "channel",
            "last_seq", "queue__library__slug",
        )[:LONGEST_LIST]
    )  # fmt: skip
    return [_shown(row) for row in rows]


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    question = row["question"] or ""
    library = {"slug": row["library__slug"], "name": row["library_name"]} if row["library__slug"] else None
    return {
        "code": row["code"],
        "channel": row["channel"],
        "asked_at": rfc3339(row["asked_at"]),
        "waiting_since": rfc3339(row["waiting_since"]),
        "asked_while_closed": row["asked_while_closed"],
        "question": question if len(question) <= PREVIEW else question[: PREVIEW - 1] + "…",
        "queue": row["queue_slug"],
        "home": row["queue__library__slug"],
        "library": library,
        "name": row["patron_name"],
        "topic": row["topic"],
        "page": row["page"],
        "language": row["language"],
        "last_seq": row["last_seq"],
    }
