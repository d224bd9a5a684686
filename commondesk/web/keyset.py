"""Pages of a long list: each begins where the one before ended, however many rows there are."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
PAGE = 50


def by_name(rows: QuerySet[Row], after: str) -> tuple[list[Row], str]:
    """The rows after `after` (a row's id; else from the start), and what the next page begins after."""
    ordered = rows.order_by("name", "pk")
    last = rows.model._default_manager.filter(pk=int(after)).first() if _is_id(after) else None
    if last is not None:
        name: Any = last.name  # type: ignore[attr-defined]
        ordered = ordered.filter(Q(name__gt=name) | Q(name=name, pk__gt=last.pk))
    found = list(ordered[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def newest_first(rows: QuerySet[Row], before: str) -> tuple[list[Row], str]:
    """The rows older than `before` (a row's id; else from the newest), and what the next page is before."""
    older = rows.filter(pk__lt=int(before)) if _is_id(before) else rows
    found = list(older.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
