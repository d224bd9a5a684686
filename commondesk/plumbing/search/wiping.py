"""What SQLite's index still holds of texts that are gone, written out of it in small steps.

FTS5 notes that a text was deleted and keeps its words in older parts of the index until these are merged;
only SQLite 3.42 can do otherwise. Merging all parts into one leaves them behind, and with `secure_delete` the
pages they stood on are zeros. PostgreSQL does the like by itself when it vacuums.
"""

from __future__ import annotations

from typing import Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

_MERGE: Final = "INSERT INTO commondesk_searchrow_fts(commondesk_searchrow_fts, rank) VALUES ('merge', %s)"
# Of 4 kB, written anew by one step: long enough to get on, too short to keep a message waiting.
PAGES: Final = 16
NOTHING_DONE: Final = 2  # SQLite counts one change for the statement itself


def begin() -> None:
    """From here on `go_on` merges whatever the index now has into one part."""
    _merge(-PAGES)


def go_on() -> bool:
    """One step, a transaction of its own; whether there is more to do."""
    return _merge(PAGES) >= NOTHING_DONE


def _merge(pages: int) -> int:
    with connection.cursor() as cursor:
        before = _changes(cursor)
        cursor.execute(_MERGE, [pages])
        return _changes(cursor) - before


def _changes(cursor: CursorWrapper) -> int:
    cursor.execute("SELECT total_changes()")
    return int(cursor.fetchone()[0])
