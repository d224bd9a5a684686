"""The figures that stand in the database, so that any process can tell them; looked up every few seconds."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count, Min, Q

from commondesk.channels.email import carrier
from commondesk.consortium.queue import Queue
from commondesk.desk.conversation import Conversation
from commondesk.outbox.delivery import Delivery, State
from commondesk.outbox.timer import Timer
from commondesk.plumbing import clock
from commondesk.schedule.presence import Presence

GOOD_FOR: Final = 5.0
# Those that were sent are kept for the statistics, and are too many to count each time.
TOLD_STATES: Final = (State.WAITING, State.SENDING, State.FAILED, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Figures:
    """Waits and ages in seconds. `waiting` and `oldest_wait` by queue: the shared ones always, a library's
    own while somebody waits in it."""

    waiting: dict[str, int]
    oldest_wait: dict[str, float]
    left_for_later: int
    on_duty: int
    deliveries: dict[str, int]
    oldest_delivery: float
    timers_overdue: int
    oldest_timer: float


@dataclass
class Recent:
    """The last look, given again for some seconds: however many look, the database is asked once."""

    _figures: Figures | None = None
    _at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def figures(self) -> Figures:
        """Raises DatabaseError or InterfaceError."""
        with self._lock:
            if self._figures is None or time.monotonic() - self._at > GOOD_FOR:
                self._figures = look()
                self._at = time.monotonic()
            return self._figures


recent: Final = Recent()


def look() -> Figures:
    """Ask the database now: seven queries, each over what waits or is due, never over what is past."""
    now = clock.now()
    waiting = Conversation.objects.waiting().order_by().filter(queue__is_practice=False)
    here = waiting.filter(asked_while_closed=False).values_list("queue__slug")
    lines = list(here.annotate(Count("pk"), Min("waiting_since")))
    shared = Queue.objects.filter(library=None, is_active=True, is_practice=False)
    slugs = dict.fromkeys([*shared.values_list("slug", flat=True), *(slug for slug, _, _ in lines)], 0)
    deliveries = dict.fromkeys(map(str, TOLD_STATES), 0) | dict(
        Delivery.objects.filter(state__in=TOLD_STATES).order_by().values_list("state").annotate(Count("pk"))
    )
    # Without a mail server mail waits by design, and nobody is late.
    due = Delivery.objects.filter(state=State.WAITING, due_at__lte=now)
    due = due.exclude(carrier__in=() if carrier.is_open() else ("email",))
    late = Timer.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), due_at__lte=now)
    timers = late.aggregate(count=Count("pk"), oldest=Min("due_at"))
    on_duty = Presence.objects.filter(lease_until__gt=now, librarian__monitoring__isnull=False)
    return Figures(
        waiting=slugs | {slug: count for slug, count, _ in lines},
        oldest_wait=dict.fromkeys(slugs, 0.0) | {slug: _age(since, now) for slug, _, since in lines},
        left_for_later=waiting.filter(asked_while_closed=True).count(),
        on_duty=on_duty.distinct().count(),
        deliveries=deliveries,
        oldest_delivery=_age(due.aggregate(oldest=Min("due_at"))["oldest"], now),
        timers_overdue=timers["count"],
        oldest_timer=_age(timers["oldest"], now),
    )


def _age(since: dt.datetime | None, now: dt.datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
