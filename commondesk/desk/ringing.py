"""Whom a waiting patron rings first: the own library, then queue by queue, never nowhere (AC7, AC8, ON6).

Ringing is only a call: whoever staffs a queue on the way may claim at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count

from commondesk.consortium.queue import COMMON_LANGUAGE, Queue, ways_from
from commondesk.consortium.standard import standards
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import rfc3339
from commondesk.plumbing import clock
from commondesk.schedule import presence
from commondesk.schedule.presence import OnCall

HOME_FIRST: Final = "AC7.ring_home_first_seconds"
ROLLS_ON: Final = "AC8.roll_on_seconds"
SPEAKERS_FIRST: Final = "ON6.ring_speakers_first_seconds"


@dataclass(frozen=True, slots=True)
class Calls:
    """Who is on call now, and after how many seconds a patron of one queue rings in each on its way."""

    paths: Mapping[int, list[int]]
    queues: Mapping[int, Queue]
    on_call: Collection[OnCall]
    seconds: Mapping[str, int]

    def offsets(self, start: int) -> dict[int, int]:
        """Seconds until a patron of `start` rings in each queue of its way; unheard steps take none."""
        found, so_far = {}, 0
        for queue in self.paths.get(start, [start]):
            found[queue] = so_far
            if self._is_heard(start, queue):
                so_far += self.lasts(queue)
        return found

    def speaks(self, start: int, language: str) -> bool:
        """Somebody on call for this queue's patrons answers in this language."""
        way = set(self.paths.get(start, [start]))
        return any(way & one.queues and language in one.languages for one in self.on_call)

    def rings_at(self, conversation: Conversation, one: OnCall) -> dt.datetime | None:
        """When it rings with this person, as their own desk reckons it; None for who does not hear of it."""
        start = conversation.queue_id
        offsets = [after for queue, after in self.offsets(start).items() if queue in one.queues]
        if not offsets:
            return None
        is_home = self.queues[start].library_id in one.libraries
        after, language = 0 if is_home else min(offsets), conversation.language
        if language != COMMON_LANGUAGE and language not in one.languages and self.speaks(start, language):
            after += self.seconds[SPEAKERS_FIRST]
        return (conversation.waiting_since or conversation.asked_at) + dt.timedelta(seconds=after)

    def _is_heard(self, start: int, queue: int) -> bool:
        if any(queue in one.queues for one in self.on_call):
            return True
        library = self.queues[queue].library_id
        way = set(self.paths.get(start, [start]))
        return library is not None and any(
            library in one.libraries and way & one.queues for one in self.on_call
        )

    def lasts(self, queue: int) -> int:
        """For how many seconds a patron rings here before the next queue on the way hears of them."""
        own = self.queues[queue].rolls_on_after
        if own is not None:
            return own
        return self.seconds[HOME_FIRST if self.queues[queue].library_id else ROLLS_ON]


NOBODY_WAITS: Final = Calls({}, {}, (), {})


def calls(starts: Iterable[int]) -> Calls:
    """As things stand now for patrons of these queues; as many queries whatever their number."""
    paths = ways_from(starts)
    queues = Queue.objects.in_bulk({queue for path in paths.values() for queue in path})
    return Calls(
        paths,
        queues,
        _with_room(presence.on_call(clock.now())),
        standards(HOME_FIRST, ROLLS_ON, SPEAKERS_FIRST),
    )


def _with_room(on_call: Collection[OnCall]) -> list[OnCall]:
    """Without those who hold as many as they want (AC10): nothing rings there, so nobody waits for them."""
    limited = [one.librarian_id for one in on_call if one.chat_limit is not None]
    held = Conversation.objects.filter(claimed_by__in=limited)
    numbers = dict(held.values_list("claimed_by").annotate(number=Count("pk")))
    return [
        one for one in on_call if one.chat_limit is None or numbers.get(one.librarian_id, 0) < one.chat_limit
    ]


def rung(
    rows: list[dict[str, Any]], queue: int, slugs: Mapping[str, int], now_calls: Calls
) -> list[dict[str, Any]]:
    """These waiting rows as the monitors of `queue` get them.

    `rings_at`: when it rings for them; `rings_all_at`: for those of them who do not speak its language.
    """
    return [{**row, **_times(row, queue, slugs[row["queue"]], now_calls)} for row in rows]


def _times(row: Mapping[str, Any], queue: int, start: int, now_calls: Calls) -> dict[str, str]:
    since = dt.datetime.fromisoformat(row["waiting_since"])
    rings_at = since + dt.timedelta(seconds=now_calls.offsets(start).get(queue, 0))
    language, for_all = row["language"], rings_at
    if language != COMMON_LANGUAGE and now_calls.speaks(start, language):
        for_all = rings_at + dt.timedelta(seconds=now_calls.seconds[SPEAKERS_FIRST])
    return {"rings_at": rfc3339(rings_at), "rings_all_at": rfc3339(for_all)}
