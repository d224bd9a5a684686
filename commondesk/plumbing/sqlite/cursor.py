"""The cursor that takes the gate: for a whole transaction, or for a single write while it runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from sqlite3 import Connection
from typing import Any, Final, Protocol

from django.db.backends.sqlite3.base import SQLiteCursorWrapper

_WRITE: Final = re.compile(
    r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|BEGIN|COMMIT|END|ROLLBACK|CREATE|DROP|ALTER|REINDEX|ANALYZE|VACUUM"
    r"|PRAGMA wal_checkpoint)\b",
    re.IGNORECASE,
)
_WITH: Final = re.compile(r"\s*WITH\b", re.IGNORECASE)
_WRITE_INSIDE: Final = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


class Gated(Protocol):
    """The connection as its cursors need it."""

    def enter_gate(self) -> None: ...

    def leave_gate_unless_in_transaction(self) -> None: ...


class GatedCursor(SQLiteCursorWrapper):
    """Reads pass; BEGIN and single writes wait for the gate, and what ends a transaction leaves it."""

    def __init__(self, connection: Connection, gated: Gated) -> None:
        super().__init__(connection)
        self._gated = gated
        self._fetched: Iterator[Any] | None = None

    def execute(self, query: str, params: Any = None) -> GatedCursor:
        self._fetched = None
        if not is_write(query):
            super().execute(query, params)
            return self
        with self._turn():
            super().execute(query, params)
            if self.description is not None:
                # INSERT ... RETURNING commits with its last row: fetch them all while it is our turn.
                self._fetched = iter(super().fetchall())
        return self

    def executemany(self, query: str, param_list: Iterable[Any]) -> GatedCursor:
        self._fetched = None
        with self._turn():
            super().executemany(query, param_list)
        return self

    def fetchone(self) -> Any:
        return super().fetchone() if self._fetched is None else next(self._fetched, None)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        size = self.arraysize if size is None else size
        if self._fetched is None:
            return super().fetchmany(size)
        return [row for _, row in zip(range(size), self._fetched, strict=False)]

    def fetchall(self) -> list[Any]:
        return super().fetchall() if self._fetched is None else list(self._fetched)

    def __next__(self) -> Any:
        return super().__next__() if self._fetched is None else next(self._fetched)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        self._gated.enter_gate()
        try:
            yield
        finally:
            self._gated.leave_gate_unless_in_transaction()


def is_write(query: str) -> bool:
    """Whether a statement changes the file, or begins or ends doing so. A read taken for one merely waits."""
    return _WRITE.match(query) is not None or (
        _WITH.match(query) is not None and _WRITE_INSIDE.search(query) is not None
    )
