"""Years of conversations in a minute: rows made by numbers, written by COPY or in one SQLite transaction.

What stands open is the same whatever the size, as at a real desk: the past grows, the present does not.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from benchmarks.support.place import Place
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Membership, Role
from commondesk.consortium.queue import Queue
from commondesk.desk.bearer import Bearer
from commondesk.desk.claim import Claim
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.desk.searching import library_label, queue_label
from commondesk.plumbing import clock
from commondesk.plumbing.search import SearchRow, words_of
from commondesk.plumbing.search.row import Text, as_row
from commondesk.plumbing.sql import folded
from commondesk.plumbing.tokens import CODE_LETTERS, digest
from tests.cast import Cast, make_library, make_queue

LIBRARIES = 40
EVENTS = 10  # of a conversation that is over: a million of them are ten million events
WAITING = 60
TALKING = 120
FIRST_NAMES = (
    "Ada", "Bo", "Carmen", "Dev", "Elif", "Farah", "Goran", "Hui", "Idris", "Jana", "Kofi", "Lena",
    "Mina", "Nils", "Olga", "Pia", "Ravi", "Sara", "Tomas", "Uma",
)  # fmt: skip
LAST_NAMES = (
    "Adler", "Brown", "Chen", "Diaz", "Eze", "Flores", "Gupta", "Haddad", "Ito", "Jones", "Khan",
    "Lopez", "Meyer", "Novak", "Okafor", "Park", "Quist",
)  # fmt: skip
RARE = range(100, 105)
ANSWER = "It is in the county's deed books."
SAID = ("Which year is meant?", "I look.", "It may be 1920.", "In that book?")
SPAN = dt.timedelta(days=730)
LAST = {"waiting": 1, "talking": 2, "closed": EVENTS}


def fill(where: Place, cast: Cast, number: int) -> None:
    """So many conversations of the last two years, each with what was said in it, its claim and bearer."""
    rows = _Rows([cast.statewide, *_libraries(cast)], _people(cast), number)
    write = _copy if where.cluster else _insert
    with _without_indexes():
        write(Conversation, itertools.starmap(rows.conversation, rows.numbers()))
        write(Event, (event for each in rows.numbers() for event in rows.events(*each)))
        write(Claim, (claim for each in rows.numbers() for claim in rows.claims(*each)))
        write(Bearer, (rows.bearer(number) for number, _state in rows.numbers()))
    write(SearchRow, itertools.starmap(rows.words, rows.numbers()))
    _settle()


def _libraries(cast: Cast) -> list[Queue]:
    """More libraries, each with a queue of its own which rolls on to the shared one."""
    made = [cast.ames_queue, cast.birch_queue]
    for number in range(LIBRARIES - len(made)):
        library = make_library(f"lib-{number}", f"Library {number}")
        made.append(
            make_queue(
                library.slug, library.name, staff=[library], library=library, rolls_on_to=cast.statewide
            )
        )
    return made


def _people(cast: Cast) -> list[int]:
    """Ids of those who have held conversations: a few of the cast, and sixty others."""
    others = [
        Librarian(email=f"person-{number}@bench.example", name=f"Person {number}") for number in range(60)
    ]
    Librarian.objects.bulk_create(others)
    found = list(Librarian.objects.filter(email__endswith="@bench.example"))
    Membership.objects.bulk_create(
        Membership(librarian=one, library=cast.birch, role=Role.LIBRARIAN) for one in found
    )
    return [cast.ines.pk, cast.otto.pk, cast.noor.pk, *(one.pk for one in found)]


class _Rows:
    """What stands in each row, by the number of its conversation; the same every time."""

    def __init__(self, queues: Sequence[Queue], people: Sequence[int], number: int) -> None:
        self.queues = queues
        self.people = people
        self.number = number
        self.first = (Conversation.objects.aggregate(last=models.Max("id"))["last"] or 0) + 1
        self.now = clock.now()
        self.codes = _codes(number)
        self.answered = words_of(ANSWER)

    def numbers(self) -> Iterator[tuple[int, str]]:
        """Each number with its state: the last ones are open."""
        for number in range(self.number):
            left = self.number - number
            state = "waiting" if left <= WAITING else "talking" if left <= WAITING + TALKING else "closed"
            yield number, state

    def conversation(self, number: int, state: str) -> dict[str, Any]:
        queue = self.queues[number * 7 % len(self.queues)]
        at = self._at(number, state)
        name = self._name(number)
        return {
            "id": self.first + number,
            "code": self.codes[number],
            "state": state,
            "ended": "answered" if state == "closed" else "",
            "queue_id": queue.pk,
            "library_id": queue.library_id,
            "claimed_by_id": self._holder(number) if state == "talking" else None,
            "patron_name": name,
            "name_folded": folded(name),
            "topic": "Local history" if number % 5 == 0 else "",
            "asked_at": at,
            "waiting_since": at if state == "waiting" else None,
            "first_claimed_at": None if state == "waiting" else at + dt.timedelta(seconds=40),
            "closed_at": at + dt.timedelta(minutes=15) if state == "closed" else None,
            "patron_seen_at": at,
            "last_seq": LAST[state],
            "last_patron_seq": LAST[state],
            "last_at": at,
            "rate_at": at,
        }

    def events(self, number: int, state: str) -> Iterator[dict[str, Any]]:
        holder = self._holder(number)
        yield self._event(number, state, 1, "message", None, _question(number))
        if state != "waiting":
            yield self._event(number, state, 2, "claimed", holder, None)
        for seq in range(3, LAST[state]):
            said = ANSWER if seq == 3 else f"{SAID[seq % len(SAID)]} {number}"
            yield self._event(number, state, seq, "message", holder if seq % 2 else None, said)
        if state == "closed":
            yield self._event(number, state, LAST[state], "closed", holder, "Goodbye.")

    def bearer(self, number: int) -> dict[str, Any]:
        return {
            "digest": digest(token_of(self.codes[number])),
            "kind": Bearer.Kind.PATRON,
            "conversation_id": self.first + number,
            "created_at": self.now,
        }

    def claims(self, number: int, state: str) -> Iterator[dict[str, Any]]:
        if state != "waiting":
            at = self._at(number, state)
            yield {
                "conversation_id": self.first + number,
                "librarian_id": self._holder(number),
                "claimed_at": at,
                "ended_at": at + dt.timedelta(minutes=15) if state == "closed" else None,
                "how": "closed" if state == "closed" else "",
            }

    def words(self, number: int, state: str) -> dict[str, Any]:
        """What the job that reads conversations for the search would have written."""
        queue = self.queues[number * 7 % len(self.queues)]
        labels = [queue_label(queue.pk), *([library_label(queue.library_id)] if queue.library_id else [])]
        said = [*words_of(_question(number)), *self.answered]
        return as_row(Text(self.first + number, [*labels, *said], LAST[state]))

    def _event(
        self, number: int, state: str, seq: int, kind: str, by: int | None, body: str | None
    ) -> dict[str, Any]:
        return {
            "conversation_id": self.first + number,
            "seq": seq,
            "patron_seq": seq,
            "kind": kind,
            "author": f"librarian:{by}" if by else "patron",
            "librarian_id": by,
            "by_name": "Person" if by else "",
            "body": body,
            "data": "{}",
            "at": self._at(number, state),
        }

    def _at(self, number: int, state: str) -> dt.datetime:
        if state == "closed":
            return self.now - SPAN * (1 - number / self.number) - dt.timedelta(hours=1)
        return self.now - dt.timedelta(seconds=self.number - number)

    def _holder(self, number: int) -> int:
        return self.people[number % len(self.people)]

    def _name(self, number: int) -> str:
        """One in three gives a name, the same ones again and again; a few have one that nobody else has."""
        if number in RARE:
            return "Quentin Rare"
        if number % 3:
            return ""
        first = FIRST_NAMES[number // 3 % len(FIRST_NAMES)]
        return f"{first} {LAST_NAMES[number // 60 % len(LAST_NAMES)]} {number // 997}"


def token_of(code: str) -> str:
    """By which the patron of a conversation that was filled in follows it."""
    return f"token-{code}"


def _question(number: int) -> str:
    """A few ask for what nobody else does; of every seven one asks for maps, of every five one for wills."""
    rare = " Was it the zeppelin field?" if number in RARE else ""
    also = f"{' A map?' if number % 7 == 0 else ''}{' A will?' if number % 5 == 1 else ''}"
    return f"Where is the record of parcel {number}?{also}{rare}"


def _codes(number: int) -> list[str]:
    """Different codes in no order, as random ones are."""
    source = random.Random(7)
    made: dict[str, None] = {}
    while len(made) < number:
        made["".join(source.choices(CODE_LETTERS, k=8))] = None
    return list(made)


def _columns(model: type[models.Model]) -> dict[str, Any]:
    """Every column with its default."""
    found = {}
    for field in model._meta.concrete_fields:
        default = field.get_default()
        found[field.column] = json.dumps(default) if isinstance(field, models.JSONField) else default
    return found


def _lines(
    model: type[models.Model], rows: Iterable[dict[str, Any]], adapt: Callable[[Any], Any]
) -> tuple[list[str], Iterator[list[Any]]]:
    """The columns, and the values of each row in their order."""
    rows = iter(rows)
    first = next(rows)
    defaults = {name: adapt(value) for name, value in _columns(model).items() if name != "id"}
    names = [*defaults, *(["id"] if "id" in first else [])]

    def values(row: dict[str, Any]) -> list[Any]:
        given = {name: adapt(value) for name, value in row.items()}
        return [given[name] if name in given else defaults[name] for name in names]

    return names, map(values, itertools.chain([first], rows))


def _copy(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    names, lines = _lines(model, rows, lambda value: value)
    statement = f"COPY {model._meta.db_table} ({', '.join(names)}) FROM STDIN"
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # foreign keys need no looking up
        with cursor.copy(statement) as copy:
            for line in lines:
                copy.write_row(line)
        cursor.execute("RESET session_replication_role")


def _insert(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    names, lines = _lines(model, rows, _for_sqlite)
    marks = ", ".join("?" * len(names))
    connection.ensure_connection()
    raw = connection.connection
    raw.execute("PRAGMA synchronous = OFF")
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("BEGIN IMMEDIATE")
    raw.executemany(f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) VALUES ({marks})", lines)
    raw.execute("COMMIT")
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA synchronous = FULL")


def _for_sqlite(value: Any) -> Any:
    """Times as Django stores them there."""
    return value.isoformat(" ")[: -len("+00:00")] if isinstance(value, dt.datetime) else value


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Indexes that are no constraints are made at the end, at once: many times quicker than row by row."""
    ours = ", ".join(f"'{model._meta.db_table}'" for model in (Conversation, Event, Claim, Bearer))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({ours})"
                " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
            )
        else:
            where = f"tbl_name IN ({ours}) AND type = 'index' AND sql > ''"
            cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE {where}")
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _, made in indexes:
            cursor.execute(made)


def _settle() -> None:
    """What autovacuum does by itself within a day, at once."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('commondesk_conversation', 'id'),"
                " (SELECT max(id) FROM commondesk_conversation))"
            )
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
