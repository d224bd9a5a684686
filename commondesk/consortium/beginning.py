"""What a new installation begins with: one queue, so that a question has a place to wait in."""

from __future__ import annotations

from django.db import transaction

from commondesk.consortium.queue import Queue
from commondesk.consortium.staffing import Staffing


def first_queue(time_zone: str) -> bool:
    """Make the queue of the consortium's own staff where there is none at all; whether it was made."""
    with transaction.atomic():
        if Queue.objects.exists():
            return False
        queue = Queue.objects.create(slug="questions", name="Questions", time_zone=time_zone)
        Staffing.objects.create(queue=queue, library=None)
    return True
