"""The desk at one moment: the queues, my conversations, who is on duty (AC1, AC2, AC3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Min

from commondesk.consortium.calls import calls_of
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.queue import Queue, ways_from
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import rfc3339
from commondesk.desk.overview import overviews
from commondesk.desk.ringing import NOBODY_WAITS, calls, rung
from commondesk.desk.transferring import offers_to
from commondesk.desk.waiting import waiting_in, waiting_list
from commondesk.plumbing import clock
from commondesk.schedule import presence
from commondesk.schedule.at_desk import at_desk_of
from commondesk.schedule.presence import Monitoring, Presence


def snapshot(librarian: Librarian) -> dict[str, Any]:
    """What `GET /desk` answers and a desk's stream begins with; a fixed number of queries."""
    return {
        "now": rfc3339(clock.now()),
        "me": me(librarian),
        "queues": my_queues(librarian),
        "mine": overviews(held_by(librarian), librarian),
        "offered": offers_to(librarian),
        "on_duty": on_duty(),
    }


def me(librarian: Librarian) -> dict[str, Any]:
    """Whose desk this is, as patrons and colleagues read the name; and what decides who rings here first."""
    library = librarian.home_library
    belongs = librarian.memberships.exclude(library=None).values_list("library__slug", flat=True)
    away = Presence.objects.filter(librarian=librarian, back_at__gt=clock.now()).first()
    return {
        "id": librarian.pk,
        "name": librarian.called,
        "library": library.name if library else "",
        "libraries": sorted(belongs),
        "languages": list(librarian.languages),
        "limit": Librarian.objects.values_list("chat_limit", flat=True).get(pk=librarian.pk),
        "back_at": rfc3339(away.back_at) if away and away.back_at else None,
        "calls": calls_of(librarian),
        "letter_keys": librarian.letter_keys,
    }


def my_queues(librarian: Librarian) -> list[dict[str, Any]]:
    """The queues at this person's desk: with the list where they monitor, with the counts alone elsewhere."""
    queues = list(at_desk_of(librarian))
    monitored = set(Monitoring.objects.filter(librarian=librarian).values_list("queue_id", flat=True))
    shown = queues_shown({queue.pk for queue in queues})
    return [
        in_full(shown[queue.pk]) if queue.pk in monitored else counted(shown[queue.pk]) for queue in queues
    ]


def queues_shown(queue_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Each queue by id as all its staff see it: who waits there, and in queues that roll on to it (AC8)."""
    paths = ways_from(waiting_in())
    reaching = {start: path for start, path in paths.items() if set(path).intersection(queue_ids)}
    rows = waiting_list(reaching)
    counts = _counts(reaching)
    slugs = {queue.slug: queue.pk for queue in Queue.objects.filter(pk__in=reaching)}
    now_calls = calls(reaching) if rows else NOBODY_WAITS
    shown = {}
    for queue in Queue.objects.filter(pk__in=queue_ids):
        feeding = {start for start, path in reaching.items() if queue.pk in path}
        found = [counts[start] for start in feeding if start in counts]
        shown[queue.pk] = {
            "slug": queue.slug,
            "name": queue.name,
            "is_practice": queue.is_practice,
            "waiting": sum(number for number, _oldest in found),
            "oldest": min((oldest for _number, oldest in found), default=None),
            "conversations": rung(
                [row for row in rows if slugs[row["queue"]] in feeding], queue.pk, slugs, now_calls
            ),
        }
    return shown


def held_by(librarian: Librarian) -> Any:
    """The open conversations this person holds or helps in, the oldest first."""
    return Conversation.objects.with_(librarian.pk).order_by("asked_at", "id")


def on_duty() -> list[dict[str, Any]]:
    """Who is on duty now, from which library, with how many talks, the followed-up ones apart (AC1)."""
    people = presence.on_duty()
    held = Conversation.objects.filter(
        claimed_by__in=[person.librarian_id for person in people], state=Conversation.State.TALKING
    )
    numbers = dict(held.values_list("claimed_by").annotate(number=Count("pk")))
    return [
        {
            "id": person.librarian_id,
            "name": person.name,
            "library": person.library,
            "languages": list(person.languages),
            "queues": list(person.queues),
            "open_conversations": numbers.get(person.librarian_id, 0),
            "back_at": rfc3339(person.back_at) if person.back_at else None,
            "limit": person.chat_limit,
        }
        for person in people
    ]


def _counts(queue_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """How many wait in each queue, and since when the first does; queues without any are not there."""
    waiting = Conversation.objects.waiting().filter(queue__in=queue_ids).order_by()
    rows = waiting.values_list("queue").annotate(number=Count("pk"), oldest=Min("waiting_since"))
    return {queue: (number, rfc3339(oldest)) for queue, number, oldest in rows}


def in_full(shown: dict[str, Any]) -> dict[str, Any]:
    """The queue as its monitors see it."""
    return {**shown, "monitored": True}


def counted(shown: dict[str, Any]) -> dict[str, Any]:
    """The queue as others see it who might monitor it: how many wait, not who."""
    return {name: value for name, value in shown.items() if name != "conversations"} | {"monitored": False}
