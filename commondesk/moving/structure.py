"""Indexes and references: taken away while the tables are filled, and made again from PostgreSQL's own words.

Tables that refer to each other in a circle can then be filled in any order, in transactions of any size, and
an index is made at once of all rows. What is still to be made stands in the database: a kill loses none.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from commondesk.moving.target import Target

_NOTED: Final = "structure"
_TOGETHER: Final = 3.0  # seconds
_CONSTRAINTS: Final = """
    SELECT contype = 'f', format('ALTER TABLE %I DROP CONSTRAINT %I', relname, conname),
        format('ALTER TABLE %I ADD CONSTRAINT %I %s', relname, conname, pg_get_constraintdef(one.oid))
    FROM pg_constraint AS one JOIN pg_class ON pg_class.oid = conrelid
    WHERE connamespace = current_schema()::regnamespace AND contype IN ('u', 'f') ORDER BY relname, conname
"""
_INDEXES: Final = """
    SELECT format('DROP INDEX %I', relname), pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = current_schema()::regnamespace AND NOT EXISTS (
        SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')
    ) ORDER BY relname
"""


def take_away(target: Target) -> None:
    """All but primary keys and checks of single rows, in the caller's transaction; it notes what it was."""
    constraints = target.all(_CONSTRAINTS)
    references = [(drop, make) for is_reference, drop, make in constraints if is_reference]
    uniques = [(drop, make) for is_reference, drop, make in constraints if not is_reference]
    # A reference needs what it refers to to be unique.
    in_order = [*uniques, *target.all(_INDEXES), *references]
    for drop, _ in reversed(in_order):
        target.do(drop)
    target.note(_NOTED, [make for _, make in in_order])


def make_again(target: Target, say: Callable[[str], None]) -> None:
    """What is still missing; small ones go together, what takes long is a transaction of its own."""
    missing = target.noted(_NOTED) or []
    while missing:
        say(f"   {len(missing)} to go")
        with target.transaction():
            begun = time.monotonic()
            while missing and time.monotonic() - begun < _TOGETHER:
                target.do(missing.pop(0))
            target.note(_NOTED, missing)
