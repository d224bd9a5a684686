"""The file that is left: read as it stands, while nobody writes to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from commondesk.moving import marker
from commondesk.moving.marker import Move
from commondesk.moving.table import Row, Table

_SETUP: Final = ("PRAGMA busy_timeout = 5000", "PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON")
# The tables an index of words is made of belong to SQLite, and are made anew by PostgreSQL in its own way.
_TABLES: Final = """
    SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    AND NOT EXISTS (
        SELECT 1 FROM sqlite_master AS made WHERE made.sql LIKE 'CREATE VIRTUAL TABLE%'
        AND made.name || '_' = substr(sqlite_master.name || '_', 1, length(made.name) + 1)
    )
"""


class Source:
    """Holds the right to write from its beginning to its end: whoever else would write waits, and gives up.

    Texts that are no UTF-8 are read with a half character for each byte that is none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None
        )
        self._connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        for each in (*_SETUP, "BEGIN IMMEDIATE"):
            self._connection.execute(each)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()  # and with it whatever was not committed

    def tables(self) -> set[str]:
        return {name for (name,) in self._connection.execute(_TABLES)} - {marker.TABLE}

    def columns(self, table: str) -> set[str]:
        return {row[1] for row in self._connection.execute(f"PRAGMA table_info({_quoted(table)})")}

    def migrations(self) -> set[tuple[str, str]]:
        return set(self._connection.execute("SELECT app, name FROM django_migrations"))

    def count(self, table: Table) -> int:
        return int(self._one(f"SELECT count(*) FROM {_quoted(table.name)}"))

    def last_number(self, table: Table) -> int:
        """The highest number a row has ever had, also one that is gone; 0 where there was none."""
        found = self._one("SELECT max(seq) FROM sqlite_sequence WHERE name = ?", table.name)
        highest = self._one(f"SELECT max({_quoted(table.key)}) FROM {_quoted(table.name)}")
        return max(int(found or 0), int(highest or 0))

    def rows(self, table: Table, after: Any = None, limit: int = -1) -> Iterator[Row]:
        """In the order of their keys, those after `after`; none is kept in memory."""
        names, key = ", ".join(map(_quoted, table.names)), _quoted(table.key)
        where, values = ("", []) if after is None else (f"WHERE {key} > ?", [after])
        return self._connection.execute(
            f"SELECT {names} FROM {_quoted(table.name)} {where} ORDER BY {key} LIMIT ?", [*values, limit]
        )

    def lost_references(self) -> Iterator[str]:
        """Rows that speak of others which are not there."""
        for table, row, other, _ in self._connection.execute("PRAGMA foreign_key_check"):
            yield f"{table} {row}: speaks of a row of {other} that is not there"

    @property
    def move(self) -> Move | None:
        if not self._one("SELECT count(*) FROM sqlite_master WHERE name = ?", marker.TABLE):
            return None
        found = self._one(marker.READ)
        return marker.read(found) if found else None

    def note(self, move: Move) -> None:
        """Write down, for good, that this desk moves or has moved."""
        self._connection.execute(marker.MAKE)
        self._connection.execute(
            f"INSERT INTO {marker.TABLE} VALUES ('move', ?)"
            " ON CONFLICT (what) DO UPDATE SET value = excluded.value",
            [move.as_text()],
        )
        self._keep()

    def forget(self) -> None:
        """This file is a desk like any other again."""
        self._connection.execute(f"DROP TABLE IF EXISTS {marker.TABLE}")
        self._keep()

    def _keep(self) -> None:
        self._connection.execute("COMMIT")
        self._connection.execute("BEGIN IMMEDIATE")

    def _one(self, statement: str, *values: Any) -> Any:
        row = self._connection.execute(statement, values).fetchone()
        return row[0] if row else None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
