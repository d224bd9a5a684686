"""How much of something one source may do: a token bucket a key, counted over all processes."""

import math
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models, transaction

from commondesk.plumbing import clock

# By then every bucket we use has long filled up again, so a row tells nothing any more.
FORGOTTEN_AFTER: Final = timedelta(days=1)


class RateBucket(models.Model):
    """`tokens` were left at `at`; they grow back with time. A key never holds an address, only its hash."""

    key = models.CharField(max_length=200, unique=True)
    tokens = models.FloatField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"{self.key}: {self.tokens:.1f}"


def take(key: str, burst: float, per_second: float) -> float:
    """Take one token: 0.0 when there was one, else the seconds until there will be one, and nothing is taken.

    `burst` is how many may come at once, `per_second` how fast they grow back (more than 0). Call it outside
    the verb's transaction, so that a refused verb still counts.
    """
    if not settings.COMMONDESK.rate_limits:
        return 0.0
    with transaction.atomic():
        now = clock.now()
        bucket = _locked(key, burst, now)
        tokens = _grown(bucket, burst, per_second, now)
        if tokens < 1:
            return (1 - tokens) / per_second
        bucket.tokens, bucket.at = tokens - 1, max(now, bucket.at)
        bucket.save(update_fields=["tokens", "at"])
    return 0.0


def whole_seconds(wait: float) -> int:
    """A wait as Retry-After wants it: rounded up, at least 1."""
    return max(1, math.ceil(wait))


def sweep(now: datetime) -> int:
    """Delete the buckets nobody took from for a day; says how many."""
    deleted, _ = RateBucket.objects.filter(at__lt=now - FORGOTTEN_AFTER).delete()
    return deleted


def _locked(key: str, burst: float, now: datetime) -> RateBucket:
    rows = RateBucket.objects.select_for_update(no_key=True).filter(key=key)
    bucket = rows.first()
    if bucket is None:
        RateBucket.objects.bulk_create([RateBucket(key=key, tokens=burst, at=now)], ignore_conflicts=True)
        bucket = rows.get()
    return bucket


def _grown(bucket: RateBucket, burst: float, per_second: float, now: datetime) -> float:
    # A clock that moved back must not empty a bucket.
    elapsed = max(0.0, (now - bucket.at).total_seconds())
    return min(burst, bucket.tokens + elapsed * per_second)
