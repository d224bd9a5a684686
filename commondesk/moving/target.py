"""The database that is moved into: what it holds, how far the move has come, its tables as they fill."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Final, LiteralString, Self

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from commondesk.moving import marker
from commondesk.moving.kinds import KINDS, Column
from commondesk.moving.marker import Move
from commondesk.moving.table import Row, Table

_LOCK: Final = 0x636F6D6D6F6E6D76  # a number of ours: "commonmv"
_PATIENCE: Final = 5
_SETUP: Final[tuple[LiteralString, ...]] = (
    "SET client_encoding = 'UTF8'",
    "SET TIME ZONE 'UTC'",
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
    # Not every version has these. The connection rests while the file is read.
    """SELECT set_config(name, '0', false) FROM pg_settings
    WHERE name IN ('idle_session_timeout', 'transaction_timeout')""",
)
# An index of a large table is long in the making, and nothing is said meanwhile: whatever forgets connections
# that are silent would leave us waiting for ever.
_STAYS: Final[dict[str, Any]] = {
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 6,
}
# Whatever somebody may have made there, other than by an extension.
_HOLDS: Final = """
    SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace
    AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT EXISTS (
        SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e'
    ) ORDER BY relname
"""
_COLUMNS: Final = """
    SELECT table_name, column_name, udt_name, character_maximum_length, is_identity = 'YES'
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
    ORDER BY table_name, ordinal_position
"""
_KEYS: Final = """
    SELECT relname, attname FROM pg_index
    JOIN pg_class ON pg_class.oid = indrelid AND relnamespace = current_schema()::regnamespace
    JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
    WHERE indisprimary AND indnkeyatts = 1
"""


class Target:
    """One connection, and the right to be the only one that moves into this database."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(
            url, autocommit=True, connect_timeout=10, application_name="commondesk move", **_STAYS
        )
        for each in _SETUP:
            self._connection.execute(each)
        self.is_ours = self._take_lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    @property
    def called(self) -> str:
        """Its name for a person, without a password."""
        info = self._connection.info
        return f"{info.dbname} at {info.host or 'this machine'}"

    @property
    def encoding(self) -> str:
        return str(self._one("SHOW server_encoding"))

    def may_make_tables(self) -> bool:
        return bool(self._one("SELECT has_schema_privilege(current_schema()::text, 'CREATE')"))

    def holds(self) -> list[str]:
        """Names of what is there, the mark of a move left out."""
        return [name for (name,) in self._all(_HOLDS) if name != marker.TABLE]

    def migrations(self) -> set[tuple[str, str]]:
        return {(app, name) for app, name in self._all("SELECT app, name FROM django_migrations")}

    def tables(self) -> list[Table]:
        """All tables but the mark of the move, with the columns that are not made of others."""
        keys: dict[str, str] = dict(self._all(_KEYS))
        columns: dict[str, list[Column]] = {}
        counted = set()
        for name, column, kind, length, is_counted in self._all(_COLUMNS):
            if name != marker.TABLE:
                columns.setdefault(name, []).append(Column(column, kind, length))
                counted |= {name} if is_counted else set()
        return [Table(name, keys.get(name, ""), tuple(its), name in counted) for name, its in columns.items()]

    def _take_lock(self) -> bool:
        """Whether no other move has it. One that was killed may hold it for a moment longer."""
        try:
            with self._connection.transaction():
                self._connection.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}s'")
                self._connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        except psycopg.errors.LockNotAvailable:
            return False
        return True

    # How far the move has come.

    @property
    def move(self) -> Move | None:
        found = self.noted("move")
        return Move(**found) if found else None

    def noted(self, what: str) -> Any:
        if self._one("SELECT to_regclass(%s)", marker.TABLE) is None:
            return None
        found = self._one(f"SELECT value FROM {marker.TABLE} WHERE what = %s", what)
        return None if found is None else json.loads(found)

    def note(self, what: str, value: Any) -> None:
        """Written down in the transaction that does it."""
        self._connection.execute(marker.MAKE)
        self._connection.execute(
            f"INSERT INTO {marker.TABLE} VALUES (%s, %s)"
            " ON CONFLICT (what) DO UPDATE SET value = excluded.value",
            [what, json.dumps(value)],
        )

    def forget(self) -> None:
        """The move is over: this database is a desk."""
        self._connection.execute(f"DROP TABLE {marker.TABLE}")

    # Its rows.

    def transaction(self) -> AbstractContextManager[Any]:
        return self._connection.transaction()

    def do(self, statement: str | sql.Composed) -> None:
        """One statement of ours, or one that this database has given us itself."""
        self._connection.execute(statement.encode() if isinstance(statement, str) else statement)

    def all(self, statement: LiteralString) -> list[TupleRow]:
        return self._all(statement)

    def empty(self, tables: Sequence[Table]) -> None:
        self.do(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(sql.Identifier(one.name) for one in tables)))

    def add(self, table: Table, rows: Iterator[Row]) -> None:
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), _names(table))
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def rows(self, table: Table) -> Iterator[Row]:
        """In the order in which SQLite has them, their values as `plainer(table, there=True)` takes them."""
        columns = sql.SQL(", ").join(
            sql.SQL(KINDS[column.type].sql).format(sql.Identifier(column.name)) for column in table.columns
        )
        is_text = next(column.type for column in table.columns if column.name == table.key) in (
            "text",
            "varchar",
        )
        statement = sql.SQL("SELECT {} FROM {} ORDER BY {}{}").format(
            columns,
            sql.Identifier(table.name),
            sql.Identifier(table.key),
            sql.SQL(' COLLATE "C"' if is_text else ""),
        )
        with self._connection.transaction(), self._connection.cursor(name="rows") as cursor:
            cursor.itersize = 5_000
            yield from cursor.execute(statement)

    def number_from(self, table: Table, last: int) -> None:
        """The next row of this table gets a number above `last`."""
        self._connection.execute(
            "SELECT setval(pg_get_serial_sequence(quote_ident(%s), %s), %s, %s)",
            [table.name, table.key, max(last, 1), last > 0],
        )

    def tidy(self, tables: Sequence[Table]) -> None:
        """Let the planner know what is there now."""
        names = sql.SQL(", ").join(sql.Identifier(table.name) for table in tables)
        self.do(sql.SQL("ANALYZE {}").format(names))

    def _all(self, statement: LiteralString) -> list[TupleRow]:
        return self._connection.execute(statement).fetchall()

    def _one(self, statement: LiteralString, *values: Any) -> Any:
        row = self._connection.execute(statement, values or None).fetchone()
        return row[0] if row else None


def _names(table: Table) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, table.names))
