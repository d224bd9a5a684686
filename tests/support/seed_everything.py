"""The demo's desk with something in every table: migrate, fill, and print tokens of its people as JSON.

A table that the demo leaves empty is given rows made of its columns alone, so that a new table needs nothing
said here, unless it asks for more than its columns tell.
"""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.support.seed_cast import begin, tell_tokens

if TYPE_CHECKING:
    from django.db.models import Field, Model

WORDS = "Wörter, 日本語, \U0001f41d \t\\N \"quoted\" 'x' \r\nand a \u2028 line"
JSON = {"b": [1, 1.0, -2.5e-7, True, None], "a": {"é \\u0000 \U0001f41d": WORDS}, "": ""}
MOMENT = dt.datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=dt.UTC)
_numbers = count(1)


def main() -> None:
    begin()
    from commondesk import demo
    from commondesk.consortium.librarian import Librarian

    demo.seed()
    fill_the_rest()
    people = ("ines@ames.example", "otto@birch.example", "noor@ames.example", "hana@desk.example")
    tell_tokens(*(Librarian.objects.get(email=email) for email in people))


def fill_the_rest(rows: int = 3) -> None:
    """Rows for every table that has none."""
    from django.apps import apps
    from django.core.cache import cache

    cache.set("held", {"a": 1}, None)
    for model in apps.get_models(include_auto_created=True):
        if not model._default_manager.exists():
            for _ in range(rows):
                make_row(model)


def make_row(model: type[Model]) -> Model:
    row = model(**{field.name: _value(field) for field in model._meta.fields if not _is_by_itself(field)})
    for name, value in SPECIAL.get(model._meta.model_name or "", {}).items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


# What a constraint of the table asks for.
SPECIAL: dict[str, dict[str, Any]] = {
    "bearer": {"kind": "patron", "librarian": None},
    "mark": {"confirmed_by": None},
    "pushdevice": {"conversation": None},
    "transfer": {"to_person": None},
}


def _is_by_itself(field: Field[Any, Any]) -> bool:
    return field.primary_key and field.get_internal_type().endswith("AutoField")


def _value(field: Field[Any, Any]) -> Any:
    if field.is_relation:
        return _another(field)
    if field.name == "time_zone":
        return "America/New_York"
    if field.choices:
        return next(iter(field.flatchoices))[0]
    kind = field.get_internal_type()
    number = next(_numbers)
    if kind in ("CharField", "SlugField", "EmailField", "TextField", "URLField"):
        return f"{number} {WORDS}"[: field.max_length]
    values = {
        "JSONField": JSON,
        "BooleanField": True,
        "FloatField": 1 / 3 + number,
        "TimeField": dt.time(9, 0, 0, 7),
        "DateTimeField": MOMENT + dt.timedelta(days=number),
        "DateField": MOMENT.date() + dt.timedelta(days=number),
    }
    return values.get(kind, number)


def _another(field: Field[Any, Any]) -> Any:
    """A row to refer to: a new one where each may be referred to only once, else each time the next."""
    rows = field.related_model._default_manager.order_by("pk")
    if field.unique or not rows.exists():
        return make_row(field.related_model)
    return rows[next(_numbers) % rows.count()]


if __name__ == "__main__":
    main()
