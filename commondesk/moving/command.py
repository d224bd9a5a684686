"""`commondesk move`: the story of a move, and what it says to whoever typed it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from pydantic import ValidationError

from commondesk.cli import CannotStart
from commondesk.environment import POSTGRES, Environment, with_database
from commondesk.moving import structure
from commondesk.moving.beginning import begin, the_tables
from commondesk.moving.comparing import compare
from commondesk.moving.filling import fill
from commondesk.moving.source import Source
from commondesk.moving.target import Target
from commondesk.plumbing import clock
from commondesk.plumbing.sqlite.one_server import data_dir_lock


def run(url: str, *, mends: bool) -> None:
    """Bring the desk over to the database at `url`. Raises CannotStart, and the desk has not moved then."""
    with _the_file() as source, _in_words(source), Target(url) as target:
        _say(f"Moving {source.path} to {target.called}.")
        move = begin(source, target, partial(_migrate, url), mends=mends, say=_say)
        tables = the_tables(source, target)
        _say("Filling the tables.")
        fill(source, target, tables, _say)
        _say("Making indexes and references again.")
        structure.make_again(target, _say)
        target.tidy(tables)
        _say("Comparing every row.")
        rows = compare(source, target, tables, _say)
        # In this order: at no moment may both be served.
        source.note(replace(move, moved_at=clock.now().isoformat()))
        target.forget()
        _say(_DONE.format(rows, len(tables), settings.COMMONDESK.data_dir, source.path))


def back() -> None:
    """Let the file be served again, whether the move was done or not. Raises CannotStart."""
    with _the_file() as source, _in_words(source):
        move = source.move
        if move is None:
            raise CannotStart(f"{source.path} is not moving and has not moved; it can be served as it is.")
        source.forget()
        _say((_BACK_FOR_GOOD if move.moved_at else _BACK).format(source.path, move.target))


def refuse_what_cannot_be(url: str) -> None:
    """What can be told before anything is opened. Raises CannotStart."""
    _refuse_no_file()
    try:
        is_one = Environment(database_url=url).database_url.partition(":")[0] in POSTGRES
    except ValidationError:
        is_one = False
    if not is_one:
        raise CannotStart(_NO_TARGET)


def _refuse_no_file() -> None:
    if connection.vendor != "sqlite":
        raise CannotStart(_NO_FILE_HERE)
    if not Path(connection.settings_dict["NAME"]).exists():
        raise CannotStart(_NO_DESK_HERE.format(connection.settings_dict["NAME"]))


def _migrate(url: str) -> None:
    """In a process of its own: here, Django works on the file."""
    command = [sys.executable, "-m", "commondesk", "migrate"]
    done = subprocess.run(  # noqa: S603 - all of it is ours
        command, env=with_database(url), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotStart(f"The tables could not be made there. {done.stderr.strip()}")


@contextmanager
def _the_file() -> Iterator[Source]:
    """This installation's SQLite file, while nobody serves it."""
    _refuse_no_file()
    path = Path(connection.settings_dict["NAME"])
    connection.close()
    with data_dir_lock(settings.COMMONDESK.data_dir), _open(path) as source:
        yield source


def _open(path: Path) -> Source:
    try:
        return Source(path)
    except sqlite3.Error as error:
        raise CannotStart(_NOT_OPENED.format(path, error)) from error


@contextmanager
def _in_words(source: Source) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, UnicodeError) as error:  # the latter: changed by hand since it was looked through
        raise CannotStart(_NOT_READ.format(source.path, error)) from error
    except psycopg.Error as error:
        raise CannotStart(_BROKE_OFF.format(" ".join(str(error).split()).rstrip("."))) from error


def _say(text: str) -> None:
    print(text, flush=True)


_DONE = """The desk has moved: {:,} rows of {} tables, each compared with the file's.
What to do next:
  1. Set COMMONDESK_DATABASE_URL to the new address, where COMMONDESK_DATA_DIR is set, for `serve` and `work`.
  2. Start the desk, and `commondesk work` beside it. Same secret, same COMMONDESK_DATA_DIR: the files of
     conversations and logos stay in {}.
  3. Delete {} with its -wal and -shm once you are content. It still holds
     what patrons have erased from now on. Until then `commondesk move --back` would open it again."""
_BACK = (
    "The move to {1} is given up. {0} can be served again as it is. Make the database there anew before you "
    "move into it again."
)
_BACK_FOR_GOOD = (
    "{0} can be served again, as it was when it moved. What has been written to {1} since is not in it; let "
    "nobody serve both."
)
_NO_FILE_HERE = (
    "COMMONDESK_DATABASE_URL names PostgreSQL, and a desk is moved from its SQLite file. Leave the variable "
    "unset (or at the file) until the move is done, and give the new address as --to."
)
_NO_TARGET = (
    "--to must look like postgres://name:password@host/database, with the special characters of a password "
    "percent-encoded."
)
_NO_DESK_HERE = "There is no desk in {}. Is COMMONDESK_DATA_DIR right?"
_NOT_OPENED = (
    "{} cannot be opened to be moved: {}. Is COMMONDESK_DATA_DIR right, and has every other command that "
    "writes to it ended?"
)
_NOT_READ = (
    "{} could not be read: {}. Look at the disk, and run the same command again: it goes on where it was."
)
_BROKE_OFF = (
    "PostgreSQL did not let us go on: {}. Is it running, has it room, and is the address right? Run the same "
    "command again: it goes on where it was."
)
