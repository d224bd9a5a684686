"""Every row of the file beside the same row of PostgreSQL, read again from both, counted and hashed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import zip_longest
from typing import Any, Final

from commondesk.cli import CannotStart
from commondesk.moving.beginning import MENDS
from commondesk.moving.progress import Progress, Say
from commondesk.moving.source import Source
from commondesk.moving.table import Row, Table, mender, plainer
from commondesk.moving.target import Target

_SHOWN: Final = 12  # characters of a hash, which is for the eye; all of it is compared


@dataclass(slots=True)
class Side:
    """What one database holds of a table: its rows, and a hash over their plain form in the order of keys."""

    rows: int = 0
    _hash: Any = field(default_factory=lambda: blake2b(digest_size=32))

    def take(self, row: Row | None) -> None:
        if row is not None:
            self.rows += 1
            self._hash.update(repr(row).encode("utf-8", "surrogatepass"))

    @property
    def hash(self) -> str:
        return str(self._hash.hexdigest())


def compare(source: Source, target: Target, tables: Sequence[Table], say: Say) -> int:
    """How many rows both have, one line said of each table. Raises CannotStart where a table differs."""
    mends = bool(target.noted(MENDS))
    differing, rows = [], 0
    for table in tables:
        ours = Progress(table.name, source.count(table), say).over(_ours(source, table, mends))
        here, there, key = _sides(ours, _theirs(target, table), table.at_key)
        rows += here.rows
        if key is None and here.hash == there.hash:
            say(f"   {table.name}: {here.rows:,} rows, the same in both ({here.hash[:_SHOWN]})")
        else:
            differing.append(table.name)
            say(f"   {table.name}: {here.rows:,} rows here, {there.rows:,} there; DIFFERENT from {key} on")
    if differing:
        raise CannotStart(_DIFFERENT.format(", ".join(differing), target.called))
    return rows


def _sides(ours: Iterable[Row], theirs: Iterable[Row], at_key: int) -> tuple[Side, Side, Any]:
    """Both sides, and the key of the first row that is not the same in both."""
    here, there, first = Side(), Side(), None
    for one, other in zip_longest(ours, theirs):
        here.take(one)
        there.take(other)
        if one != other and first is None:
            first = min(row[at_key] for row in (one, other) if row is not None)
    return here, there, first


def _ours(source: Source, table: Table, mends: bool) -> Iterator[Row]:
    rows = source.rows(table)
    return map(plainer(table, there=False), map(mender(table), rows) if mends else rows)


def _theirs(target: Target, table: Table) -> Iterator[Row]:
    return map(plainer(table, there=True), target.rows(table))


_DIFFERENT = (
    "What was moved is not what the file holds: {}. Somebody has changed one of the two while the move was "
    "broken off. The move is not done, and {} is not served. Give another, empty database, or make that one "
    "anew with `dropdb` and `createdb`, and run the command again: it begins afresh."
)
