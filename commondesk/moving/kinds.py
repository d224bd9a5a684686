"""Values on both databases: what PostgreSQL cannot hold, and the one form in which both are compared.

SQLite takes any text of any length anywhere, times as text, JSON with any escapes; PostgreSQL does not.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

STAND_IN: Final = "\ufffd"  # REPLACEMENT CHARACTER
CUT: Final = "…"
# NUL, and halves of a character: bytes that were no UTF-8 arrive as such halves.
_NO_TEXT: Final = re.compile(r"[\x00\ud800-\udfff]")
# From left to right, so that a backslash that is itself escaped begins nothing.
_ESCAPES: Final = re.compile(
    r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(?P<none>\\u0000|\\u[dD][89a-fA-F]..)|\\.", re.DOTALL
)
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_TIME: Final = re.compile(r"\d\d:\d\d:\d\d(\.\d{1,6})?")
_BITS: Final = {"int2": 15, "int4": 31, "int8": 63}
_WIDE: Final = Context(prec=2_000)


@dataclass(frozen=True, slots=True)
class Column:
    """`type` is PostgreSQL's own name of it, `length` in characters where it has a bound."""

    name: str
    type: str
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of a type are looked at. `fault` says in words why one does not fit, else nothing.

    `plain` makes SQLite's value comparable, `plain_there` PostgreSQL's, which is asked for by `sql`.
    """

    fault: Callable[[Any, Column], str]
    plain: Callable[[Any], Any] | None = None
    sql: str = "{}"
    plain_there: Callable[[Any], Any] | None = None
    mended: Callable[[Any, Column], Any] | None = None


def _no_integer(value: Any, column: Column) -> str:
    bound: int = 1 << _BITS[column.type]
    if isinstance(value, int) and -bound <= value < bound:
        return ""
    return f"is no whole number between {-bound} and {bound - 1}"


def _no_boolean(value: Any, _column: Column) -> str:
    return "" if value in (0, 1) and isinstance(value, int) else "is neither yes nor no (1, 0)"


def _no_number(value: Any, _column: Column) -> str:
    return "" if isinstance(value, int | float) else "is no number"


def _no_text(value: Any, column: Column) -> str:
    if not isinstance(value, str):
        return "is no text"
    if _NO_TEXT.search(value):
        return _NOT_KEPT
    if column.length is not None and len(value) > column.length:
        return f"is longer than {column.length} characters"
    return ""


def _mended_text(value: Any, column: Column) -> Any:
    if not isinstance(value, str):
        return value
    text = _NO_TEXT.sub(STAND_IN, value)
    if column.length is not None and len(text) > column.length:
        return text[: column.length - len(CUT)] + CUT
    return text


def _no_json(value: Any, column: Column) -> str:
    if not isinstance(value, str):
        return "is no JSON"
    return _NOT_KEPT if _mended_json(value, column) != value else ""


def _mended_json(value: Any, _column: Column) -> Any:
    if not isinstance(value, str):
        return value
    text = _NO_TEXT.sub(STAND_IN, value)
    return _ESCAPES.sub(_kept_escape, text) if "\\" in text else text


def _kept_escape(found: re.Match[str]) -> str:
    return "\\ufffd" if found["none"] else found[0]


@lru_cache(4096)
def _plain_json(text: str) -> str:
    """The same for the same JSON, however it is spaced and ordered, and its numbers written."""
    return json.dumps(json.loads(text, parse_float=_plain_number), sort_keys=True)


def _plain_number(text: str) -> Any:
    number = Decimal(text)
    if number == number.to_integral_value():
        return int(number)
    return {"number": str(number.normalize(_WIDE))}


def _of_form(form: re.Pattern[str], read: Callable[[str], object], what: str) -> Callable[[Any, Column], str]:
    def fault(value: Any, _column: Column) -> str:
        if isinstance(value, str) and form.fullmatch(value):
            with suppress(ValueError):
                read(value)
                return ""
        return f"is no {what}"

    return fault


def _with_microseconds(text: str) -> str:
    whole, _, part = text.partition(".")
    return f"{whole}.{part:0<6}"


_WHOLE: Final = Kind(_no_integer)
_TEXT: Final = Kind(_no_text, mended=_mended_text)
_NOT_KEPT: Final = "holds a character that PostgreSQL does not keep (NUL or half a character)"
# By PostgreSQL's names of types; what is not here cannot be moved.
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "int2": _WHOLE,
        "int4": _WHOLE,
        "int8": _WHOLE,
        "bool": Kind(_no_boolean, plain=bool),
        "float8": Kind(_no_number, plain=float),
        "varchar": _TEXT,
        "text": _TEXT,
        "jsonb": Kind(
            _no_json, plain=_plain_json, sql="{}::text", plain_there=_plain_json, mended=_mended_json
        ),
        "timestamptz": Kind(
            _of_form(_MOMENT, dt.datetime.fromisoformat, "time of a day"),
            plain=_with_microseconds,
            sql="to_char({}, 'YYYY-MM-DD HH24:MI:SS.US')",
        ),
        "date": Kind(_of_form(_DAY, dt.date.fromisoformat, "day"), sql="to_char({}, 'YYYY-MM-DD')"),
        "time": Kind(
            _of_form(_TIME, dt.time.fromisoformat, "time"),
            plain=_with_microseconds,
            sql="to_char({}, 'HH24:MI:SS.US')",
        ),
    }
)
