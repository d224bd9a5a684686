"""The sign of a move, kept in both databases: a table of one kind of row, what it says as JSON.

In the file it says whither the desk goes or has gone, and stays; in PostgreSQL, how far the move has come,
and is gone with its end. Whoever would work on a database that bears it is refused.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE: Final = "commondesk_move"
MAKE: Final = f"CREATE TABLE IF NOT EXISTS {TABLE} (what varchar(200) PRIMARY KEY, value text NOT NULL)"
READ: Final = f"SELECT value FROM {TABLE} WHERE what = 'move'"
STAGE: Final = "stage"
# Of what the target holds: nothing but new tables, or rows of the file.
NEW, FILLING = "new", "filling"


@dataclass(frozen=True, slots=True)
class Move:
    """One move. `id` is random and the same in both databases; times are ISO 8601 in UTC.

    `source` and `target` name file and database for a person, without a password.
    """

    id: str
    source: str
    target: str
    begun_at: str
    moved_at: str = ""

    def as_text(self) -> str:
        return json.dumps(asdict(self))


def read(text: str) -> Move:
    return Move(**json.loads(text))


def why_nobody_works_here(database: BaseDatabaseWrapper) -> str:
    """In a sentence, why a desk must not be served from this database; empty when it may."""
    if (said := _noted(database, "move")) is None:
        return ""
    move = read(said)
    if database.vendor != "sqlite":
        return _UNFINISHED.format(move.source)
    return (_MOVED if move.moved_at else _MOVING).format(move.source, move.target, move.moved_at[:10])


def why_nobody_migrates_here(database: BaseDatabaseWrapper) -> str:
    """The same of `commondesk migrate`: the first rows that it makes would stand where the file's belong.

    A move lets it make the tables, before the first row comes.
    """
    is_filling = _noted(database, STAGE) == json.dumps(FILLING)
    return why_nobody_works_here(database) if is_filling else ""


def _noted(database: BaseDatabaseWrapper, what: str) -> str | None:
    if TABLE not in database.introspection.table_names():
        return None
    with database.cursor() as cursor:
        cursor.execute(f"SELECT value FROM {TABLE} WHERE what = %s", [what])
        row = cursor.fetchone()
    return row[0] if row else None


_UNFINISHED = (
    "This database holds a part of the desk that is being moved from {0}, and not all of it. Run `commondesk "
    "move --to ...` again where that file is, with COMMONDESK_DATABASE_URL unset: it goes on where it was."
)
_MOVING = (
    "This desk is being moved from {0} to PostgreSQL ({1}). Run `commondesk move --to ...` again to go on, "
    "or `commondesk move --back` to give it up and work with the file as it is."
)
_MOVED = (
    "This desk has moved from {0} to PostgreSQL ({1}) on {2}. Set COMMONDESK_DATABASE_URL to that database. "
    "`commondesk move --back` opens the old file again, without anything that was written since."
)
