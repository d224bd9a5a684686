"""Changes of conversations that were asked before today, which past months may have been counted without."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db import models

from commondesk.plumbing import clock

# What is younger than this nobody has counted yet; longer than any transaction lasts.
UNCOUNTED: Final = dt.timedelta(days=1)
# Of these no count ever hears; of every other kind it may.
NEVER_COUNTED: Final = frozenset({"message", "note", "aside", "corrected", "address", "rated"})


class LateChange(models.Model):
    """A conversation that was asked then is not what it was; kept until its month has been counted anew.

    Always a row more and never one row changed, so that no verb waits for another one's.
    """

    asked_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"


def note_late_changes(events: Iterable[tuple[dt.datetime, str, int]]) -> None:
    """Of each when its conversation was asked, its kind and its number; in the transaction that adds it."""
    before = clock.now() - UNCOUNTED
    late = {at for at, kind, seq in events if at < before and (seq == 1 or kind not in NEVER_COUNTED)}
    if late:
        LateChange.objects.bulk_create(LateChange(asked_at=asked) for asked in sorted(late))
