"""The rows' way over: batch by batch in the order of their keys, each with the note of how far it came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from commondesk.moving.beginning import MENDS
from commondesk.moving.progress import Progress, Say
from commondesk.moving.source import Source
from commondesk.moving.table import Row, Table, mender
from commondesk.moving.target import Target

BATCH: Final = 20_000


def fill(source: Source, target: Target, tables: Sequence[Table], say: Say) -> None:
    """Bring over what is not there yet. Killed at any point, it goes on behind the last whole batch."""
    mends = bool(target.noted(MENDS))
    for table in tables:
        _fill_one(source, target, table, mends, say)


def _fill_one(source: Source, target: Target, table: Table, mends: bool, say: Say) -> None:
    noted = f"table {table.name}"
    done, after, is_whole = target.noted(noted) or (0, None, False)
    progress = Progress(table.name, source.count(table), say, done)
    while not is_whole:
        batch = _Batch(source.rows(table, after, BATCH), table.at_key)
        with target.transaction():
            rows = progress.over(batch)
            target.add(table, map(mender(table), rows) if mends else rows)
            done, after, is_whole = done + batch.count, batch.last, batch.count < BATCH
            if is_whole and table.counts:
                target.number_from(table, source.last_number(table))
            target.note(noted, (done, after, is_whole))


class _Batch:
    """Rows as they pass; afterwards, how many they were and the key of the last."""

    def __init__(self, rows: Iterator[Row], at_key: int) -> None:
        self._rows, self._at_key = rows, at_key
        self.count = 0
        self.last: Any = None

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        row = next(self._rows)
        self.count += 1
        self.last = row[self._at_key]
        return row
