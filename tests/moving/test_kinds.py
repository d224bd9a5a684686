"""What PostgreSQL cannot hold is found, mended where it can be, and never changed where it fits."""

from __future__ import annotations

import json

import pytest

from commondesk.moving.kinds import KINDS, Column

TEXT, SHORT, JSON = Column("body", "text"), Column("name", "varchar", 5), Column("data", "jsonb")
SMALL, MOMENT = Column("tries", "int2"), Column("at", "timestamptz")


def fault(value: object, column: Column) -> str:
    return KINDS[column.type].fault(value, column)


def mended(value: object, column: Column) -> object:
    mend = KINDS[column.type].mended
    assert mend
    return mend(value, column)


@pytest.mark.parametrize(
    ("value", "column"),
    [
        ("", TEXT),
        ("\U0001f41d \\u0000 \\N \t \x01", TEXT),
        ("Núñez", SHORT),
        ("{}", JSON),
        (json.dumps({"a": "\U0001f41d \\u0000 \\\\ud83d"}), JSON),
        ("null", JSON),
        (-32768, SMALL),
        ("2026-03-29 01:30:00", MOMENT),
        ("2026-03-29 01:30:00.000001", MOMENT),
        (1, Column("is_active", "bool")),
        (1 / 3, Column("tokens", "float8")),
        ("2026-03-29", Column("day", "date")),
        ("09:00:00", Column("opens", "time")),
    ],
)
def test_what_fits_is_left_as_it_is(value: object, column: Column) -> None:
    assert fault(value, column) == ""
    mend = KINDS[column.type].mended
    assert mend is None or mend(value, column) == value


@pytest.mark.parametrize(
    ("value", "column", "better"),
    [
        ("a\x00b", TEXT, "a\ufffdb"),
        ("a\udcffb", TEXT, "a\ufffdb"),
        ("Jeanne d'Arc", SHORT, "Jean…"),
        ('{"a": "\\u0000"}', JSON, '{"a": "\\ufffd"}'),
        ('"\\ud83d\\udc1d \\ud83d \\udc1d"', JSON, '"\\ud83d\\udc1d \\ufffd \\ufffd"'),
        ('"\\\\\\ud83d"', JSON, '"\\\\\\ufffd"'),
        ('"\udcff"', JSON, '"\ufffd"'),
    ],
)
def test_what_does_not_is_told_and_can_be_mended(value: str, column: Column, better: str) -> None:
    assert fault(value, column)
    assert mended(value, column) == better
    assert fault(better, column) == ""


@pytest.mark.parametrize(
    ("value", "column", "says"),
    [
        (32768, SMALL, "no whole number between -32768 and 32767"),
        ("three", SMALL, "no whole number"),
        (2, Column("is_active", "bool"), "neither yes nor no"),
        (b"bytes", TEXT, "is no text"),
        ("soon", MOMENT, "no time of a day"),
        ("2026-02-30 01:30:00", MOMENT, "no time of a day"),
        ("2026-02-30", Column("day", "date"), "no day"),
        ("25:00:00", Column("opens", "time"), "no time"),
    ],
)
def test_what_cannot_be_mended_is_told(value: object, column: Column, says: str) -> None:
    assert says in fault(value, column)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ('{"b": 1, "a": 2}', '{"a": 2, "b": 1}'),
        ('{"a":1e2}', '{"a": 100}'),
        ('{"a": 1, "a": 2}', '{"a": 2}'),
        ("-0.0", "0.0"),
        ('"\\ud83d\\udc1d"', '"\U0001f41d"'),
        ("2.5e-7", "0.00000025"),
    ],
)
def test_the_same_json_is_the_same_however_it_is_written(here: str, there: str) -> None:
    kind = KINDS["jsonb"]
    assert kind.plain
    assert kind.plain(here) == kind.plain(there)


@pytest.mark.parametrize(
    ("here", "there"), [("1", '"1"'), ("[1, 2]", "[2, 1]"), ("null", '""'), ("0.1", "0.10000000000000001")]
)
def test_other_json_is_not(here: str, there: str) -> None:
    kind = KINDS["jsonb"]
    assert kind.plain
    assert kind.plain(here) != kind.plain(there)


def test_a_time_without_a_fraction_is_the_same_time() -> None:
    plain = KINDS["timestamptz"].plain
    assert plain
    assert plain("2026-03-29 01:30:00") == plain("2026-03-29 01:30:00.000000")
    assert plain("2026-03-29 01:30:00.5") == "2026-03-29 01:30:00.500000"
