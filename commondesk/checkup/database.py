"""The database: is it there, of a version we know, up to date, of our time, and does its bus carry?"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Final
from zoneinfo import available_timezones

import psycopg
import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from commondesk.checkup.finding import Finding, note, wrong
from commondesk.moving.marker import why_nobody_works_here
from commondesk.plumbing import clock
from commondesk.plumbing.listener import listen_address
from commondesk.plumbing.publisher import connected_to

OLDEST: Final = 15
NEWEST: Final = 18
LARGEST_SKEW: Final = 2.0
HEARD_WITHIN: Final = 5.0


def of_the_database() -> Iterator[Finding]:
    """One after the other, as far as what stands before allows."""
    try:
        if moving := why_nobody_works_here(connection):
            yield wrong(moving)
            return
        missing = missing_migrations(connection)
    except (DatabaseError, ImproperlyConfigured) as error:
        yield wrong(about(error) if isinstance(error, DatabaseError) else str(error))
        return
    if missing:
        yield wrong(f"The database lacks {missing} changes of this version. Run `commondesk migrate`.")
    else:
        yield Finding(True, f"The database ({connection.display_name}) answers and is up to date.")
    if connection.vendor == "postgresql":
        yield _version()
        yield _clock()
        url = settings.COMMONDESK.bus_url
        yield _bus_of_its_own(url) if url else _bus()
    if not missing:
        yield _zones()
        yield from _work()


def missing_migrations(database: BaseDatabaseWrapper) -> int:
    """How many migrations of this version the database has not seen."""
    executor = MigrationExecutor(database)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def about(error: DatabaseError) -> str:
    """An error of the database as a sentence with what to do."""
    said = " ".join(str(error).split()).rstrip("?.")
    if connection.vendor == "sqlite":
        return f"The database {connection.settings_dict['NAME']} cannot be used: {said}."
    if "startup parameter" in said:
        return f"The database cannot be used: {said}. {_POOLER}"
    return f"The database cannot be used: {said}. Is it running, and is COMMONDESK_DATABASE_URL right?"


def _version() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        major = int(cursor.fetchone()[0]) // 10_000
    if major < OLDEST:
        return wrong(f"PostgreSQL {major} is too old. Bring it up to {OLDEST} or later.")
    if major > NEWEST:
        return note(f"PostgreSQL {major} is newer than any this version was tried with (up to {NEWEST}).")
    return Finding(True, f"PostgreSQL {major} is one this version was tried with.")


def _clock() -> Finding:
    """Waits, leases and hours are reckoned with the clock of each process: they must not differ."""
    before = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    after = clock.now()
    off = max((before - theirs).total_seconds(), (theirs - after).total_seconds(), 0.0)
    if off > LARGEST_SKEW:
        return wrong(_CLOCK.format(off, before.strftime("%H:%M:%S"), theirs.strftime("%H:%M:%S")))
    return Finding(True, "This machine's clock and the database's agree.")


def _bus() -> Finding:
    """Say something and hear it, as processes do: through the database there, through the listener here."""
    word = f"commondesk_checkup_{secrets.token_hex(8)}"
    try:
        with psycopg.connect(**listen_address(), autocommit=True) as listening:
            listening.execute(f"LISTEN {word}".encode())
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [word, "heard"])
            heard = [one.payload for one in listening.notifies(timeout=HEARD_WITHIN, stop_after=1)]
    except psycopg.Error as error:
        said = " ".join(str(error).split()).rstrip(".")
        return wrong(f"The bus cannot be listened to: {said}. See COMMONDESK_LISTEN_URL.")
    if heard != ["heard"]:
        return wrong(_NOT_HEARD)
    return Finding(True, "What one process says on the bus, another hears (LISTEN and NOTIFY).")


def _bus_of_its_own(url: str) -> Finding:
    """The same by Redis or Valkey."""
    word = f"commondesk_checkup_{secrets.token_hex(8)}"
    try:
        with connected_to(url) as server, server.pubsub(ignore_subscribe_messages=True) as listening:
            listening.subscribe(word)
            listening.get_message(timeout=HEARD_WITHIN)  # that we are subscribed
            server.publish(word, "heard")
            heard = listening.get_message(timeout=HEARD_WITHIN)
    except (redis.RedisError, OSError) as error:
        said = " ".join(str(error).split()).rstrip(".")
        return wrong(f"The bus does not answer: {said}. See COMMONDESK_BUS_URL. Messages come late.")
    if heard is None:
        return wrong("What was said on the bus was not heard. See COMMONDESK_BUS_URL; messages come late.")
    return Finding(True, "What one process says on the bus, another hears (COMMONDESK_BUS_URL).")


def _work() -> Iterator[Finding]:
    """A desk that has left SQLite has to have it done by a process of its own, which is easily forgotten."""
    from commondesk.plumbing import running  # noqa: PLC0415 - a table: only once Django is set up

    if connection.vendor == "postgresql" and (run := running.roles()):
        yield Finding(True, "`commondesk work` runs.") if "work" in run else note(_NOBODY_WORKS)


def _zones() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT time_zone FROM commondesk_library UNION SELECT time_zone FROM commondesk_queue"
        )
        unknown = sorted({zone for (zone,) in cursor.fetchall() if zone} - available_timezones())
    if unknown:
        return wrong(
            f"This machine does not know the time zone {', '.join(unknown)}. `pip install -U tzdata`."
        )
    return Finding(True, "The time zones of all libraries and queues are known.")


_CLOCK = (
    "This machine's clock and the database's are {:.0f} s apart ({} here, {} there, UTC). Let both follow a "
    "time server: `timedatectl set-ntp true`, or chrony."
)
_NOBODY_WORKS = (
    "The desk is served, and `commondesk work` does not run: no mail leaves, nobody who has gone is noticed, "
    "nothing is found by its words or forgotten in time. Start it beside the servers."
)
_POOLER = (
    "If COMMONDESK_DATABASE_URL leads to a pooler such as pgbouncer, say so: set COMMONDESK_LISTEN_URL to "
    "PostgreSQL itself, also where COMMONDESK_BUS_URL is set."
)
_NOT_HEARD = (
    "What was said on the bus was not heard. If COMMONDESK_DATABASE_URL leads to a pooler such as pgbouncer, "
    "set COMMONDESK_LISTEN_URL to PostgreSQL itself; until then messages wait for a heartbeat of 15 seconds."
)
