"""A sign of life from the patron: waiting patrons answer the beats of their stream too (AC9)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction

from commondesk.desk.conversation import Conversation
from commondesk.plumbing import clock

FRESH: Final = dt.timedelta(seconds=5)  # writing it down more often would tell nobody more


def patron_is_here(conversation: Conversation) -> None:
    """Remember that the patron was here now; a sign that follows closely on another is not written."""
    now = clock.now()
    if conversation.patron_seen_at > now - FRESH:
        return
    with transaction.atomic():
        # Only forwards: of two devices the later sign counts.
        Conversation.objects.filter(pk=conversation.pk, erased_at=None, patron_seen_at__lt=now).update(
            patron_seen_at=now
        )
