"""A throw-away installation to measure: a folder, a database of either kind, and the cast of the tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
import psycopg
from django.core.management import call_command
from django.db import connections

from benchmarks.support import cores
from tests.postgres import Cluster
from tests.support.valkey import Valkey

SECRET = "only-for-benchmarks-0123456789-abcdefghijklmnopqrst"


@dataclass(slots=True)
class Place:
    """Where an installation lives; `cluster` is None with SQLite."""

    folder: Path
    database: str
    url: str
    cluster: Cluster | None
    bus_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What its servers and commands are told."""
        return {
            "COMMONDESK_DATA_DIR": str(self.folder),
            "COMMONDESK_DATABASE_URL": self.url,
            "COMMONDESK_BUS_URL": self.bus_url,
            "COMMONDESK_SECRET_KEY": SECRET,
            "COMMONDESK_RATE_LIMITS": "off",
            "COMMONDESK_LOG_LEVEL": "WARNING",
        }

    def connections(self) -> int:
        """How many PostgreSQL holds to this database, this process's own among them; 0 with SQLite."""
        if self.cluster is None:
            return 0
        with psycopg.connect(self.cluster.url()) as asking:
            found = asking.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = 'commondesk'")
            return int((found.fetchone() or [0])[0])

    def cpu_seconds(self) -> float:
        """Processor time of the database server so far; SQLite's is its server's own."""
        if self.cluster is None or self.cluster.server is None:
            return 0.0
        return cores.cpu_seconds(self.cluster.server.pid)


@contextmanager
def place(database: str, *, migrate: bool = True, bus: str = "") -> Iterator[Place]:
    """An empty installation with its tables made, and Django set up on it in this process.

    `bus`: `valkey` carries its wakes by a server of their own, on the server's core like the database. One a
    process: Django's settings are read once.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="commondesk-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        cluster = stack.enter_context(Cluster()) if database == "postgres" else None
        if cluster and cluster.server:
            cores.pin_tree(cluster.server.pid)
        url = cluster.create("commondesk") if cluster else ""
        made = Place(folder, database, url, cluster, _carrier(stack) if bus == "valkey" else "")
        use(made)
        stack.callback(connections.close_all)
        if migrate:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        yield made


def _carrier(stack: ExitStack) -> str:
    valkey = stack.enter_context(Valkey())
    assert valkey.process
    cores.pin_tree(valkey.process.pid)
    return valkey.url


def use(where: Place) -> None:
    """Set Django up on this installation."""
    for name in [name for name in os.environ if name.startswith("COMMONDESK_") and "_TEST_" not in name]:
        del os.environ[name]
    os.environ.update(where.environment, DJANGO_SETTINGS_MODULE="commondesk.settings")
    django.setup()
