"""The question of a conversation as it reads now, for lists."""

from __future__ import annotations

from typing import Final

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from commondesk.desk.event import Event

_EARLY: Final = 20  # a question is corrected among the first events of its conversation, or never


def question_words() -> Coalesce:
    """Event 1 or its last correction, for a query of conversations."""
    events = Event.objects.filter(conversation=OuterRef("pk"))
    corrected = events.filter(kind="corrected", seq__lte=_EARLY, data__of=1).order_by("-seq")
    return Coalesce(Subquery(corrected.values("body")[:1]), Subquery(events.filter(seq=1).values("body")))
