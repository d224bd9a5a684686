"""What must happen later: a row with a due time, a unique key and a lease, run by `work`."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Q

from commondesk.outbox.backoff import backoff

LEASE: Final = dt.timedelta(seconds=60)
AT_ONCE: Final = 20


class Timer(models.Model):
    """`kind` names the verb (work.py maps it), `key` makes setting it twice harmless."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    data = models.JSONField(default=dict)
    due_at = models.DateTimeField(db_index=True)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"{self.kind} at {self.due_at:%Y-%m-%d %H:%M:%S}"


def set_timer(kind: str, key: str, due_at: dt.datetime, data: dict[str, Any] | None = None) -> None:
    """Let `kind` happen at `due_at`, in the caller's transaction; the same key moves it there.

    Moved while it runs, it runs again at the new time: `done` ends only what was taken.
    """
    anew = {
        "kind": kind,
        "due_at": due_at,
        "data": data or {},
        "leased_until": None,
        "tries": 0,
        "trouble": "",
    }
    Timer.objects.update_or_create(key=key, defaults=anew)


def cancel(key: str) -> bool:
    """Take a timer back; False when there is none, or none any more."""
    return bool(Timer.objects.filter(key=key).delete()[0])


@transaction.atomic
def take_due(now: dt.datetime, limit: int = AT_ONCE) -> list[Timer]:
    """Timers that are due and nobody's, the longest due first, now leased to the caller for 60 s.

    Two workers never get the same one: PostgreSQL skips what the other has locked, SQLite lets one write.
    The lease of a worker that was killed runs out, and the next one takes over.
    """
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    due = Timer.objects.select_for_update(skip_locked=True, no_key=True).filter(free, due_at__lte=now)
    taken = list(due.order_by("due_at", "id")[:limit])
    for timer in taken:
        timer.leased_until = now + LEASE
        timer.tries += 1  # counted at the start, so that one which kills its worker is seen to be tried
    Timer.objects.bulk_update(taken, ["leased_until", "tries"])
    return taken


def done(timer: Timer) -> None:
    """It has happened. Without effect when the timer was moved, or its lease was lost, meanwhile."""
    _still_ours(timer).delete()


def failed(timer: Timer, trouble: str, now: dt.datetime) -> None:
    """It could not be done: try again later, each time after a longer while, and keep the reason."""
    again_at = now + backoff(timer.tries)
    _still_ours(timer).update(due_at=again_at, leased_until=None, trouble=trouble[:300])


def _still_ours(timer: Timer) -> models.QuerySet[Timer]:
    return Timer.objects.filter(pk=timer.pk, leased_until=timer.leased_until)
