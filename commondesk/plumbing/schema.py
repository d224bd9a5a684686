"""Is the database as this version needs it? Asked again and again by whoever sends patrons here."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def is_migrated() -> bool:
    """Two queries. True also where a newer version has brought the database further than we know."""
    return _needed() <= MigrationRecorder(connection).applied_migrations().keys()


@cache
def _needed() -> frozenset[tuple[str, str]]:
    # Of the files alone, so that it can be found without the database.
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
