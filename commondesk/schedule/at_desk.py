"""Which queues a desk lists."""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.queue import Queue, QueueQuerySet

MOST_LISTED: Final = 60


def at_desk_of(librarian: Librarian) -> QueueQuerySet:
    """The active queues this person may monitor, in their order.

    The help desk may monitor all. Of many its desk lists those where ways end, so that it hears everybody who
    waits, and those it monitors.
    """
    may = Queue.objects.monitored_live_by(librarian).filter(is_active=True)
    if not librarian.is_help_desk or may.count() <= MOST_LISTED:
        return may
    ends = Q(library=None) | Q(rolls_on_to=None) | Q(monitored_by__librarian=librarian)
    return may.filter(ends).distinct()
