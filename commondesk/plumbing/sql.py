"""Small pieces of SQL that differ between SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Q

_LAST_CHARACTER: Final = "\U0010ffff"


def any_of(column: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """`column` is one of `values`, as SQL with parameters; one plan on PostgreSQL whatever their number."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(values)]
    return f"{column} IN ({', '.join(['%s'] * len(values))})", list(values)


def find_rows(
    cursor: CursorWrapper, table: str, columns: str, unique: dict[str, str], rows: Sequence[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """`columns` of those rows whose `unique` columns (with their types) are one of `rows`, by their index."""
    if connection.vendor == "postgresql":
        given = ", ".join(f"{name} {kind}" for name, kind in unique.items())
        same = " AND ".join(f"{table}.{name} = given.{name}" for name in unique)
        # LIMIT has each row looked up by itself. PostgreSQL takes any JSON for 100 rows, and would rather
        # read the whole of a table that it knows little of.
        cursor.execute(
            f"SELECT found.* FROM json_to_recordset(%s::json) AS given({given}),"
            f" LATERAL (SELECT {columns} FROM {table} WHERE {same} LIMIT 1) AS found",
            [_records(list(unique), rows)],
        )
    else:
        # SQLite reads the whole table for a row that is IN a list, but takes the index for each of an OR.
        one = f"({' AND '.join(f'{name} = %s' for name in unique)})"
        where = " OR ".join([one] * len(rows))
        values = [value for row in rows for value in row]
        cursor.execute(f"SELECT {columns} FROM {table} WHERE {where}", values)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def insert_rows(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Add these rows, their values in the order of `columns`; on PostgreSQL by one statement."""
    names = ", ".join(columns)
    if connection.vendor == "postgresql":
        given = f"SELECT {names} FROM json_populate_recordset(NULL::{table}, %s::json)"
        cursor.execute(f"INSERT INTO {table} ({names}) {given}", [_records(columns, rows)])
    else:
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", [_sqlite_values(row) for row in rows]
        )


def update_rows(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Set `columns` of these rows, whose last value is the id; on PostgreSQL by one statement.

    None leaves what was there.
    """
    if connection.vendor == "postgresql":
        changes = ", ".join(f"{name} = COALESCE(given.{name}, {table}.{name})" for name in columns)
        source = f"json_populate_recordset(NULL::{table}, %s::json) given WHERE {table}.id = given.id"
        cursor.execute(f"UPDATE {table} SET {changes} FROM {source}", [_records([*columns, "id"], rows)])
    else:
        changes = ", ".join(f"{name} = COALESCE(%s, {name})" for name in columns)
        cursor.executemany(
            f"UPDATE {table} SET {changes} WHERE id = %s", [_sqlite_values(row) for row in rows]
        )


def _records(columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> str:
    """The rows as one JSON text: statements a row or arrays a column take Python several times longer."""
    return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], default=str)


def _sqlite_values(row: tuple[Any, ...]) -> list[Any]:
    """As Django's SQLite backend stores them: times in UTC without a zone, JSON as text."""
    return [_SQLITE[type(value)](value) if type(value) in _SQLITE else value for value in row]


_SQLITE: Final[dict[type, Callable[[Any], str]]] = {
    dt.datetime: lambda moment: moment.astimezone(dt.UTC).isoformat(" ")[: -len("+00:00")],
    dict: json.dumps,
}


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
