"""Changing what is written of a library, a queue or a person: the named fields, and a trace of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from commondesk.consortium import audit

if TYPE_CHECKING:
    from commondesk.consortium.librarian import Librarian


def change(row: models.Model, by: Librarian, act: str, values: dict[str, Any]) -> list[str]:
    """Set these fields and audit `act` with the old and the new values; the names of what has changed.

    Nothing is written, and nothing audited, where all is as it was.
    """
    with transaction.atomic():
        kept = row._meta.model._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
        changed = {name: value for name, value in values.items() if getattr(kept, name) != value}
        if not changed:
            return []
        audit.record(
            by, act, row, {name: [_told(getattr(kept, name)), _told(changed[name])] for name in changed}
        )
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))
    return list(changed)


def _told(value: Any) -> Any:
    """As JSON holds it: another row by its number."""
    return value.pk if isinstance(value, models.Model) else value
