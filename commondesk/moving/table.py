"""What of a table is moved, and one row of it in the three shapes it has on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from commondesk.moving.kinds import KINDS, Column

Row = tuple[Any, ...]
# What makes a table is noted there by `commondesk migrate`, for each database by itself.
MADE_BY_MIGRATE: Final = frozenset({"django_migrations"})


@dataclass(frozen=True, slots=True)
class Table:
    """`key` is the column of the primary key; `counts` says that the database numbers its rows."""

    name: str
    key: str
    columns: tuple[Column, ...]
    counts: bool

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def at_key(self) -> int:
        return self.names.index(self.key)


def faults(table: Table, row: Row) -> Iterator[tuple[Column, str, bool]]:
    """What of a row of the file PostgreSQL would refuse: column, why, and whether it can be mended."""
    for column, value in zip(table.columns, row, strict=True):
        if value is None:
            continue
        kind = KINDS[column.type]
        if fault := kind.fault(value, column):
            mended = kind.mended(value, column) if kind.mended else value
            yield column, fault, not kind.fault(mended, column)


def mender(table: Table) -> Callable[[Row], Row]:
    """Makes a row of the file fit. What did fit stays as it is."""
    menders = [(at, column, KINDS[column.type].mended) for at, column in enumerate(table.columns)]

    def mend(row: Row) -> Row:
        values = list(row)
        for at, column, mended in menders:
            if mended is not None and values[at] is not None:
                values[at] = mended(values[at], column)
        return tuple(values)

    return mend


def plainer(table: Table, *, there: bool) -> Callable[[Row], Row]:
    """Makes a row of the file, or one of PostgreSQL (`there`), comparable with the other's."""
    kinds = [KINDS[column.type] for column in table.columns]
    makers = [
        (at, maker) for at, kind in enumerate(kinds) if (maker := kind.plain_there if there else kind.plain)
    ]

    def plain(row: Row) -> Row:
        values = list(row)
        for at, maker in makers:
            if values[at] is not None:
                values[at] = maker(values[at])
        return tuple(values)

    return plain


def unknown_types(tables: Sequence[Table]) -> list[str]:
    """Columns that this program would not know how to move."""
    return [
        f"{table.name}.{column.name} ({column.type})"
        for table in tables
        for column in table.columns
        if column.type not in KINDS
    ]
