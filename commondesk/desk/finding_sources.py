"""What may lead a search: the ids of what somebody held, of a topic, or with words, the highest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from commondesk.desk.claim import Claim
from commondesk.desk.classification import Classification
from commondesk.desk.conversation import Conversation
from commondesk.plumbing import search

# Ids below the first number, as many as the second.
Source = Callable[[int, int], list[int]]


def held(librarian_id: int) -> Source:
    """What somebody holds or has held."""
    return _from(Claim.objects.filter(librarian=librarian_id), "conversation_id")


def classified(topic: str) -> Source:
    """What its librarian said it was about."""
    return _from(Classification.objects.filter(topic=topic), "conversation_id")


def about(topic: str) -> Source:
    """What its patron said it was about."""
    return _from(Conversation.objects.filter(topic=topic), "id")


def holding(words: Sequence[str], places: Sequence[str]) -> Source:
    """What holds all these words and, if any are given, one of these labels."""
    return lambda before, number: search.newest(words, places, before, number)


def _from(rows: Any, column: str) -> Source:
    def ids(before: int, number: int) -> list[int]:
        return list(
            rows.filter(**{f"{column}__lt": before})
            .order_by(f"-{column}")
            .values_list(column, flat=True)[:number]
        )

    return ids
