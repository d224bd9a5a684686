"""Tables as CSV: read with patience, refused in words, written so that no spreadsheet runs what they hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.translation import gettext as _

from commondesk.plumbing.refusal import Invalid, TooLarge

MOST_ROWS: Final = 500  # about 15 ms each, in one transaction for which everybody else waits
MOST_BYTES: Final = 250_000
# What spreadsheets take for the beginning of a formula; the last four are the wide forms of the first.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BYTE_ORDER_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def decoded(content: bytes) -> str:
    """The text of a file. Raises TooLarge, and Invalid for an encoding that could only be guessed at."""
    if len(content) > MOST_BYTES:
        raise TooLarge(_("This is more than 250 kB. Please send it in parts of at most 500 rows."))
    encoding = "utf-16" if content.startswith(_BYTE_ORDER_MARKS) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Invalid(
            _("We cannot read the letters of this file. Save it as “CSV UTF-8” and send it again.")
        ) from None
    if "\0" in text:
        raise Invalid(_("This is no table of text. Save it as “CSV UTF-8” and send it again."))
    return text


def read(text: str, known: Sequence[str], required: Iterable[str]) -> list[tuple[int, dict[str, str]]]:
    """Rows as `(line, {column: cell})`; cells are trimmed, empty rows left out. Commas or semicolons divide.

    Raises Invalid for a missing, unknown or doubled column and for a file that is no table, TooLarge for too
    many rows.
    """
    first = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _refuse_wrong_header(header, known, required)
        found: list[tuple[int, dict[str, str]]] = []
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(found) == MOST_ROWS:
                raise TooLarge(_("There are more than 500 rows. Please send the table in parts."))
            if len(row) > len(header):
                raise Invalid(
                    _("Line %(line)s has more cells than the first line has names.")
                    % {"line": reader.line_num}
                )
            cells = dict.fromkeys(header, "") | {
                name: _plain(cell) for name, cell in zip(header, row, strict=False)
            }
            found.append((reader.line_num, cells))
    except csv.Error as error:
        raise Invalid(_("Line %(line)s is not CSV.") % {"line": reader.line_num}) from error
    return found


def written(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV with a byte order mark, by which Excel knows UTF-8; an apostrophe makes text of formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([safe(str(cell)) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def safe(cell: str) -> str:
    """The cell as a spreadsheet shows it and does not reckon with it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    """As it was before `safe`."""
    cell = cell.strip()
    return cell[1:].strip() if cell.startswith("'") and cell[1:].lstrip(" ").startswith(_FORMULA) else cell


def _refuse_wrong_header(header: list[str], known: Sequence[str], required: Iterable[str]) -> None:
    if unknown := [name for name in header if name not in known]:
        raise Invalid(
            _(
                "We do not know the column “%(name)s”. The first line names the columns; these are "
                "known: %(known)s."
            )
            % {"name": unknown[0][:40], "known": ", ".join(known)}
        )
    if len(set(header)) < len(header):
        raise Invalid(_("Two columns have the same name."))
    if missing := [name for name in required if name not in header]:
        raise Invalid(_("The column “%(name)s” is missing.") % {"name": missing[0]})
