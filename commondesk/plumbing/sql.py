"""Small pieces of SQL that differ between SQLite and PostgreSQL."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import Q

_LAST_CHARACTER: Final = "\U0010ffff"


def any_of(column: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """`column` is one of `values`, as SQL with its parameters; one plan on PostgreSQL whatever their number."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(values)]
    return f"{column} IN ({', '.join(['%s'] * len(values))})", list(values)


def folded(text: str, limit: int = 80) -> str:
    """The text as a column for searching holds it: without case and accents, `Núñez` as `nunez`."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in bare if not unicodedata.combining(each)).strip()[:limit]


def begins_with(field: str, text: str) -> Q:
    """Rows whose `field` begins with `text`, by the field's index on either database.

    PostgreSQL has a pattern index beside every indexed CharField. SQLite uses none for LIKE unless the column
    ignores case, but sorts by bytes, so that a range is the same question there.
    """
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__startswith": text})
    return Q(**{f"{field}__gte": text, f"{field}__lt": text + _LAST_CHARACTER})
