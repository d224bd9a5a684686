"""Django's SQLite backend, made durable and fair. ENGINE names its folder."""

import os
from contextlib import suppress
from functools import partial
from sqlite3 import Connection
from threading import Lock
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base

from commondesk.plumbing.sqlite.cursor import GatedCursor
from commondesk.plumbing.sqlite.gate import Gate, gate_of

# A test may hold a transaction while others wait; a verb never holds one for more than some milliseconds.
GATE_TIMEOUT: Final = 30.0
_SETUP: Final = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    # What a patron had erased must not stay readable in the free pages of the file.
    "PRAGMA secure_delete = ON",
)
_FULL: Final = 2
# Two first connections that switch a new file to WAL at once would lock each other out.
_opening = Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that writes only while it holds the gate of its file.

    Every atomic block is BEGIN IMMEDIATE and holds the gate from there to COMMIT or ROLLBACK; a single write
    outside takes it for that statement; reads never do. OPTIONS may set `gate_timeout` in seconds.
    """

    gate: Gate
    gate_timeout: float
    init_commands: list[str]

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        self.gate_timeout = float(params.pop("gate_timeout", GATE_TIMEOUT))
        self.transaction_mode = "IMMEDIATE"
        # Ours come first: what an installation's own commands change is seen by the check below.
        self.init_commands = [*_SETUP, *self.init_commands]
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        self.gate = gate_of(conn_params["database"])
        with _opening:
            _make_private(str(conn_params["database"]))
            connection: Connection = super().get_new_connection(conn_params)
        try:
            self._refuse_unless_durable(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def create_cursor(self, name: str | None = None) -> GatedCursor:
        cursor: GatedCursor = self.connection.cursor(factory=partial(GatedCursor, gated=self))
        return cursor

    def enter_gate(self) -> None:
        """Wait for our turn to write; the error is the one SQLite itself gives."""
        if not self.gate.enter(self, self.gate_timeout):
            raise self.Database.OperationalError("database is locked")

    def leave_gate_unless_in_transaction(self) -> None:
        is_open = self.connection is not None and not self.closed_in_transaction
        # A COMMIT that failed leaves the transaction open, and with it the gate: Django rolls back next.
        if not (is_open and (self.in_atomic_block or self.connection.in_transaction)):
            self.gate.leave(self)

    # These four are how Django ends a transaction; its type stubs leave them out.

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self.leave_gate_unless_in_transaction()

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self.leave_gate_unless_in_transaction()

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        self.leave_gate_unless_in_transaction()

    def _close(self) -> None:
        try:
            if self.connection.in_transaction:
                # Without this, a cursor that is still alive keeps the closed connection's transaction open.
                self.connection.rollback()
            super()._close()  # type: ignore[misc]
        finally:
            self.gate.leave(self)

    def _refuse_unless_durable(self, connection: Connection) -> None:
        """An acknowledged message must survive the power going: refuse to work without FULL and WAL."""
        synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
        if synchronous < _FULL:
            raise ImproperlyConfigured(_NOT_FULL.format(synchronous))
        journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
        if journal != "wal" and not self.is_in_memory_db():
            raise ImproperlyConfigured(_NOT_WAL.format(journal))


def _make_private(path: str) -> None:
    """A new file is its owner's alone, whatever its directory lets others do; those beside it follow.

    Where there is no directory, or none to write to, SQLite says so itself.
    """
    if ":memory:" not in path and not path.startswith("file:"):
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))


_NOT_FULL = (
    "SQLite's synchronous is {}, so that messages already acknowledged could be lost. "
    "Take `PRAGMA synchronous` out of the database's init_command."
)
_NOT_WAL = (
    "SQLite keeps its journal as '{}' and not as 'wal', so that readers and writers would block each other. "
    "Put the data directory on a local disk, not on a network share, and take `PRAGMA journal_mode` out "
    "of the database's init_command."
)
