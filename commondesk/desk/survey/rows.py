"""The rows of a file, one by one: those that are libraries, and beside them what was left out."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from commondesk.desk.survey.columns import Columns
from commondesk.desk.survey.importing import Told, What
from commondesk.desk.survey.places import Gazetteer
from commondesk.desk.survey.row import Row, row_of
from commondesk.desk.survey.table import Table


class Rows:
    """Iterate once; `take_left_out` gives what was left out since it was last asked."""

    def __init__(self, table: Table, columns: Columns, where: Gazetteer, fallback_zone: str) -> None:
        self._table = table
        self._columns = columns
        self._where = where
        self._zone = fallback_zone
        self._lines: dict[str, int] = {}
        self._left_out: list[Told] = []

    def __iter__(self) -> Iterator[Row]:
        for line, cells in self._table.lines():
            said = self._columns.read(cells)
            found = self._read(line, cells, said)
            if isinstance(found, Row):
                self._lines[found.key] = line
                yield found
            else:
                self._left_out.append(Told(line, said["key"][:40], said["name"][:80], What.LEFT_OUT, found))

    def take_left_out(self) -> list[Told]:
        taken, self._left_out = self._left_out, []
        return taken

    def _read(self, line: int, cells: list[str], said: dict[str, str]) -> Row | str:
        if len(cells) > self._columns.width:
            return _("more cells than the first line has names")
        row = row_of(line, said, self._where, self._zone)
        if isinstance(row, Row) and row.key in self._lines:
            return _("its key stands in line %(line)s already") % {"line": self._lines[row.key]}
        return row
