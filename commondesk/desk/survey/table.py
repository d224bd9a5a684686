"""A file of comma-separated lines of any length: looked through whole first, then read line by line."""

from __future__ import annotations

import csv
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from django.utils.translation import gettext as _

from commondesk.plumbing.refusal import Invalid

DEFAULT_ENCODING: Final = "utf-8-sig"
_BYTE_ORDER_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_DIVIDERS: Final = ",;\t|"


class Table:
    """`columns` are the names in the first line, `rows` how many lines below it hold anything.

    Raises Invalid for a file that cannot be read to its end, so that nothing is begun that could not go on;
    OSError where the system refuses it.
    """

    def __init__(self, path: Path, encoding: str = DEFAULT_ENCODING) -> None:
        _refuse_what_is_no_file(path)
        self._path = path
        self._encoding = _encoding_of(path, encoding)
        self._divider = ","
        self.columns: list[str] = []
        self.rows = 0
        self._look_through()
        if not self.rows:
            raise Invalid(_("There are no rows below the first line."))

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """`(line, cells)` of all that is not empty, as they stand."""
        with self._opened() as file:
            reader = csv.reader(file, delimiter=self._divider)
            next(reader, None)
            for cells in reader:
                if any(cells):
                    yield reader.line_num, cells

    def _look_through(self) -> None:
        line = 1
        try:
            with self._opened() as file:
                first = file.readline()
                self._divider = max(_DIVIDERS, key=first.count)
                self.columns = next(csv.reader([first], delimiter=self._divider), [])
            _refuse_nul(first)
            for line, cells in self.lines():  # noqa: B007  # told when the next one cannot be read
                _refuse_nul(*cells)
                self.rows += 1
        except UnicodeError:
            raise Invalid(
                _(
                    "The file is not %(encoding)s, somewhere after line %(line)s. Save it as “CSV UTF-8”, or "
                    "say what it is; --encoding cp1252 fits most files of the survey itself."
                )
                % {"encoding": self._encoding.removesuffix("-sig").upper(), "line": line}
            ) from None
        except csv.Error:
            raise Invalid(
                _("What follows line %(line)s is not CSV: a quotation mark may be missing.") % {"line": line}
            ) from None

    def _opened(self) -> TextIO:
        return self._path.open(encoding=self._encoding, newline="")


def _refuse_what_is_no_file(path: Path) -> None:
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise Invalid(_("%(path)s is no file that can be read twice. Name a CSV file.") % {"path": path})
    if not path.stat().st_size:
        raise Invalid(_("%(path)s is empty.") % {"path": path})


def _encoding_of(path: Path, encoding: str) -> str:
    try:
        "".encode(encoding)
    except LookupError:
        raise Invalid(
            _("“%(name)s” is no encoding; these are: utf-8 cp1252 latin-1 utf-16.") % {"name": encoding[:40]}
        ) from None
    with path.open("rb") as file:
        return "utf-16" if file.read(2) in _BYTE_ORDER_MARKS else encoding


def _refuse_nul(*cells: str) -> None:
    if any("\0" in cell for cell in cells):
        raise Invalid(_("This is no table of text. Save it as “CSV UTF-8” and try again."))
