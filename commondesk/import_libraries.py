"""`commondesk import-libraries`: what it says to whoever typed it. What it does stands in desk/survey."""

from __future__ import annotations

import csv
from argparse import Namespace
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from commondesk.cli import CannotStart
from commondesk.consortium.consortium import the_consortium
from commondesk.desk.survey.columns import KNOWN, Columns
from commondesk.desk.survey.importing import Told, What, import_rows, shared_queue
from commondesk.desk.survey.places import gazetteer
from commondesk.desk.survey.rows import Rows
from commondesk.desk.survey.table import DEFAULT_ENCODING, Table
from commondesk.plumbing.csv_table import safe

Say = Callable[[Told], None]
REPORTED: Final = ("line", "key", "name", "what", "why")


def run(arguments: Namespace) -> None:
    """Import the file, and say of each row what could not be used of it. Raises Refusal and CannotStart."""
    table = _table(arguments.file, arguments.encoding or DEFAULT_ENCODING)
    columns = Columns(table.columns, _named(arguments.map))
    queue = shared_queue(arguments.rolls_on_to or "")
    rows = Rows(table, columns, gazetteer(), the_consortium().time_zone)
    counts = Counter[What]()
    with _reporting(arguments.report) as say:
        for told in _fates(rows, import_rows(iter(rows), queue, is_dry=arguments.dry_run)):
            counts[told.what] += 1
            if told.why:
                say(told)
    print(_summary(counts, queue.name, arguments.dry_run))


def _table(name: str, encoding: str) -> Table:
    try:
        return Table(Path(name), encoding)
    except OSError as error:
        raise CannotStart(f"{name} cannot be read: {error.strerror}.") from error


def _named(given: Sequence[str]) -> dict[str, str]:
    """`key=ID` as `{"key": "ID"}`."""
    found = {}
    for each in given:
        what, sign, column = each.partition("=")
        if not sign or what not in KNOWN:
            raise CannotStart(f"--map {each}: say NAME=COLUMN. The names are: {', '.join(KNOWN)}.")
        found[what] = column
    return found


def _fates(rows: Rows, written: Iterator[Told]) -> Iterator[Told]:
    """What was written and what was left out, as they stand in the file; rows are read a batch ahead."""
    left_out = deque[Told]()
    for told in written:
        left_out.extend(rows.take_left_out())
        while left_out and left_out[0].line < told.line:
            yield left_out.popleft()
        yield told
    yield from (*left_out, *rows.take_left_out())


@contextmanager
def _reporting(name: str | None) -> Iterator[Say]:
    """Rows as sentences, or as lines of a file."""
    if name is None:
        yield lambda told: print(f"line {told.line}: {told.name or told.key or 'nameless'}: {_why(told)}")
        return
    try:
        with Path(name).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(REPORTED)
            yield lambda told: writer.writerow([safe(str(cell)) for cell in told])
    except OSError as error:
        raise CannotStart(f"{name} cannot be written: {error.strerror}.") from error


def _why(told: Told) -> str:
    return f"left out: {told.why}" if told.what == What.LEFT_OUT else told.why


def _summary(counts: Counter[Any], queue: str, is_dry: bool) -> str:
    done = (
        f"{counts[What.NEW]} libraries new, each with a queue that rolls on to {queue}; "
        f"{counts[What.FILLED]} known and filled in; {counts[What.SAME]} as they were; "
        f"{counts[What.LEFT_OUT]} rows left out."
    )
    return f"This would be done, and nothing is: {done}" if is_dry else done
