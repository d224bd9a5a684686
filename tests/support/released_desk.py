"""The rows of a released version's desk: kept in a file, and put back into a database of that version.

    python -m tests.support.released_desk keep FILE        # of the desk that the environment names
    python -m tests.support.released_desk rehearse FILE    # fill, bring up to date, say what became of it

The file holds a JSON line for each row, in the words of Django's fields, so that it fits both databases.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.models import Model

RELEASED = "0019_left_for_later"
COMMIT = "a9f88ee93066"
# Made by `migrate`, or written down again by a job from what the other tables hold.
DERIVED = ("contenttypes.contenttype", "auth.permission", "commondesk.searchrow")
AT_ONCE = 500


def main() -> None:
    what, file = sys.argv[1], Path(sys.argv[2])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commondesk.settings")
    django.setup()
    if what == "keep":
        keep(file)
    else:
        sys.stdout.write(json.dumps(rehearse(file)) + "\n")


def keep(file: Path) -> None:
    """Write down all rows of the desk, which is at `RELEASED`."""
    rows = [
        {"table": model._meta.label_lower, "values": values}
        for model in _models(_apps())
        for values in _rows(model)
    ]
    # Without the time of writing, the same rows are the same file.
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def rehearse(file: Path) -> dict[str, Any]:
    """Fill an empty database as the release left it, bring it up to this version, and look what became of it.

    Says how many `rows` were put in, in which tables they have `changed`, and which have `refused` what the
    release writes, which it does while it is still served beside the new version.
    """
    from django.core.management import call_command

    call_command("migrate", "commondesk", RELEASED, verbosity=0)
    call_command("migrate", "account", verbosity=0)
    for app in ("mfa", "sessions", "auth"):
        call_command("migrate", app, verbosity=0)
    then = _apps()
    rows = _put(then, file)
    before = {model._meta.label_lower: list(_rows(model)) for model in _models(then)}
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    changed = [
        model._meta.label_lower
        for model in _models(then)
        if list(_rows(model)) != before[model._meta.label_lower]
    ]
    return {"rows": rows, "tables": len(before), "changed": changed, "refused": _refused(then)}


def _put(then: Apps, file: Path) -> int:
    """All rows in one transaction, whatever order their references ask for."""
    from django.core.management.color import no_style
    from django.db import connection, transaction

    number = 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET CONSTRAINTS ALL DEFERRED")
        for table, lines in groupby(_lines(file), key=itemgetter("table")):
            model = then.get_model(table)
            while some := list(islice(lines, AT_ONCE)):
                number += len(model._base_manager.bulk_create(_made(model, line["values"]) for line in some))
    resets = connection.ops.sequence_reset_sql(no_style(), list(_models(then)))
    with connection.cursor() as cursor:
        for reset in resets:
            cursor.execute(reset)
    return number


def _refused(then: Apps) -> dict[str, str]:
    """By table what the database said to a row as the released version writes it: its last, written anew."""
    from django.db import DatabaseError, transaction

    said = {}
    for model in _models(then):
        row = model._base_manager.order_by("pk").last()
        assert row, model
        try:
            with transaction.atomic():
                # References are looked at only at the end, when it is there again.
                model._base_manager.filter(pk=row.pk)._raw_delete("default")
                row.save(force_insert=True)
        except DatabaseError as error:
            said[model._meta.label_lower] = str(error)
    return said


def _apps() -> Apps:
    """The models of the released version, also where the database is of a later one."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    loader = MigrationExecutor(connection).loader
    others = [node for node in loader.graph.leaf_nodes() if node[0] != "commondesk"]
    return loader.project_state([("commondesk", RELEASED), *others]).apps


def _models(then: Apps) -> list[type[Model]]:
    models = then.get_models(include_auto_created=True)
    return sorted(
        (model for model in models if model._meta.label_lower not in DERIVED),
        key=lambda m: m._meta.label_lower,
    )


def _rows(model: type[Model]) -> Iterator[dict[str, Any]]:
    for row in model._base_manager.order_by("pk"):
        yield {field.attname: _told(field, row) for field in model._meta.concrete_fields}


def _told(field: Any, row: Model) -> Any:
    value = field.value_from_object(row)
    return value if value is None else field.value_to_string(row)


def _made(model: type[Model], values: dict[str, Any]) -> Model:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: _read(fields[name], value) for name, value in values.items()})


def _read(field: Any, value: Any) -> Any:
    from django.db.models import ForeignKey, JSONField

    if isinstance(field, JSONField):
        return json.loads(value) if isinstance(value, str) else value
    if isinstance(field, ForeignKey):
        field = field.target_field
    return field.to_python(value)


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
