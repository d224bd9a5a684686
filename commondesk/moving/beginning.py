"""What must hold before a move, and the step that makes it one: the file is marked, the tables are empty."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Final

from commondesk.cli import CannotStart
from commondesk.moving import structure
from commondesk.moving.marker import FILLING, NEW, STAGE, Move
from commondesk.moving.progress import Progress, Say
from commondesk.moving.source import Source
from commondesk.moving.table import MADE_BY_MIGRATE, Table, faults, unknown_types
from commondesk.moving.target import Target
from commondesk.plumbing import clock

MENDS: Final = "mends"
MOST_TOLD: Final = 50


def begin(source: Source, target: Target, migrate: Callable[[], None], *, mends: bool, say: Say) -> Move:
    """Begin a move, or go on with the one that broke off. Raises CannotStart, and nothing has moved then.

    `migrate` makes the tables of this version in the target.
    """
    _refuse_what_cannot_be(target)
    if goes_on := _one_that_broke_off(source, target):
        say(f"The move that began on {goes_on.begun_at[:16].replace('T', ' at ')} UTC goes on where it was.")
        return goes_on
    if (moved := source.move) and moved.moved_at:
        raise CannotStart(_MOVED.format(moved.target, moved.moved_at[:10]))
    move = Move(secrets.token_hex(8), str(source.path), target.called, clock.now().isoformat())
    with target.transaction():
        target.note("move", asdict(move))
        target.note(STAGE, NEW)
    say("Making the tables there.")
    migrate()
    tables = the_tables(source, target)
    say("Looking whether PostgreSQL can hold every value.")
    _refuse_unfit(source, tables, mends=mends, say=say)
    source.note(move)
    with target.transaction():
        structure.take_away(target)
        target.empty(tables)  # of what `migrate` has put there
        target.note(MENDS, mends)
        target.note(STAGE, FILLING)
    return move


def the_tables(source: Source, target: Target) -> list[Table]:
    """All there is to move, once both sides are known to have the same. Raises CannotStart."""
    if source.migrations() != target.migrations():
        raise CannotStart(_OTHER_VERSION.format(source.path, target.called))
    tables = [table for table in target.tables() if table.name not in MADE_BY_MIGRATE]
    here = {name: source.columns(name) for name in source.tables() - MADE_BY_MIGRATE}
    there = {table.name: set(table.names) for table in tables}
    differing = {name for name in here.keys() | there.keys() if here.get(name) != there.get(name)}
    if differing:
        raise CannotStart(_OTHER_TABLES.format(", ".join(sorted(differing))))
    unknown = [*unknown_types(tables), *(table.name for table in tables if not table.key)]
    if unknown:
        raise CannotStart(_UNKNOWN.format(", ".join(unknown)))
    return tables


def _refuse_what_cannot_be(target: Target) -> None:
    if not target.is_ours:
        raise CannotStart(
            f"Another `commondesk move` works on {target.called}. Wait for it, or end it first."
        )
    if target.encoding != "UTF8":
        raise CannotStart(_NOT_UTF8.format(target.called, target.encoding))
    if not target.may_make_tables():
        raise CannotStart(_NO_RIGHT.format(target.called))


def _one_that_broke_off(source: Source, target: Target) -> Move | None:
    """The move that has filled a part of this database; none where it is empty. Raises CannotStart."""
    there, here = target.move, source.move
    if there is None:
        holds = target.holds()
        if holds and not (here and here.moved_at):
            names = ", ".join(holds[:3]) + (" ..." if len(holds) > 3 else "")
            raise CannotStart(_NOT_EMPTY.format(target.called, names))
        return None
    if target.noted(STAGE) != FILLING:
        return None
    if here is None or here.id != there.id:
        raise CannotStart(_OF_ANOTHER.format(target.called, there.source, there.begun_at[:10]))
    return here


def _refuse_unfit(source: Source, tables: Sequence[Table], *, mends: bool, say: Say) -> None:
    told, unmended = 0, 0
    for says, can_be_mended in _unfit(source, tables, say):
        told += 1
        unmended += not can_be_mended
        if told <= MOST_TOLD:
            say(f"   {says}{'; will be mended' if mends and can_be_mended else ''}")
    if told > MOST_TOLD:
        say(f"   ... and {told - MOST_TOLD:,} more")
    if unmended:
        raise CannotStart(_CANNOT_BE_MENDED.format(unmended, source.path))
    if told and not mends:
        raise CannotStart(_CAN_BE_MENDED.format(told))


def _unfit(source: Source, tables: Sequence[Table], say: Say) -> Iterator[tuple[str, bool]]:
    """What PostgreSQL would refuse, in words, and whether it can be mended. No text of a patron is told."""
    for table in tables:
        for row in Progress(table.name, source.count(table), say).over(source.rows(table)):
            for column, why, can_be_mended in faults(table, row):
                yield f"{table.name} {row[table.at_key]}: {column.name} {why}", can_be_mended
    say("Looking whether all that rows refer to is there.")
    for says in source.lost_references():
        yield says, False


_MOVED = (
    "This desk has moved to {} on {} already. Set COMMONDESK_DATABASE_URL to that database and start it. "
    "`commondesk move --back` opens the old file again, without anything that was written since."
)
_NOT_EMPTY = "{} is not empty: it holds {}. Give an empty database (`createdb desk` makes one)."
_OF_ANOTHER = (
    "{0} holds a part of another move, from {1}, begun on {2}, which this file does not know of or has given "
    "up. Nobody has worked there. Give another, empty database, or make that one anew with `dropdb` and "
    "`createdb`."
)
_NOT_UTF8 = (
    "{} keeps its texts as {}, which has no room for all languages. Make one with `createdb --encoding UTF8 "
    "--template template0`."
)
_NO_RIGHT = (
    "We may make no tables in {}. Let our account own the database: `ALTER DATABASE ... OWNER TO ...`, and "
    "give the address again."
)
_OTHER_VERSION = (
    "{} and {} were made by different versions of Commondesk. Run `commondesk migrate` for the file, and "
    "give an empty database; nothing has moved."
)
_OTHER_TABLES = (
    "File and database do not have the same tables and columns: {}. If somebody has added them to the file "
    "by hand, take them out of it; nothing has moved."
)
_UNKNOWN = (
    "This version does not know how to move {}. Please report it; nothing has moved, and the desk can be "
    "served from its file."
)
_CAN_BE_MENDED = (
    "{} values would be refused by PostgreSQL, as told above. Put them right at the desk, or run the same "
    "command with --mend: characters that are none become \N{REPLACEMENT CHARACTER}, texts that are too long "
    "are cut. The old file keeps them as they are. Nothing has moved."
)
_CANNOT_BE_MENDED = (
    "{} of the values told above would be refused by PostgreSQL and cannot be mended by us. Put them right "
    "in {} (`sqlite3` opens it) and run the same command again. Nothing has moved."
)
