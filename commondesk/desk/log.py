"""The one way to add events: `append` locks, dedupes, numbers and writes a batch (DESIGN.md section 5).

Both the line's writer (many items, group commit) and every verb (a batch of one) call it inside their
transaction. Lock first, then look: a statement that waited for a lock still reads its old snapshot, so
duplicates are looked for only after the rows are ours.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from commondesk.desk.event import COLUMNS, FOR_EVERYBODY, PATRON, EventRow, role_of, utc
from commondesk.desk.late_change import note_late_changes
from commondesk.plumbing import bus, clock
from commondesk.plumbing.refusal import Closed, Erased, NotClaimed, OtherBody, Refusal, SlowDown, TryAgain
from commondesk.plumbing.sql import any_of, find_rows, insert_rows, update_rows

BURST: Final = 30.0
PER_SECOND: Final = 5.0
PATRON_QUIET: Final = dt.timedelta(seconds=180)  # NR1
STAFF_QUIET: Final = dt.timedelta(seconds=150)  # SV3


class Must(enum.Enum):
    """What has to hold, under the lock, for an item to be accepted."""

    BE_THERE = "be there"
    BE_OPEN = "be open"
    HOLD = "hold"
    PATRON = "patron"


class Status(enum.Enum):
    NEW = "new"
    AGAIN = "again"
    OTHER_BODY = "other-body"
    CLOSED = "closed"
    GONE = "gone"
    NOT_YOURS = "not-yours"
    SLOW_DOWN = "slow-down"
    LOCKED = "locked"


@dataclass(slots=True)
class Item:
    """Something to add to a conversation's log. Its body has been cleaned and masked already."""

    code: str
    author: str
    kind: str
    body: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    key: str | None = None
    librarian_id: int | None = None
    by_name: str = ""
    by_library: str = ""
    must: Must = Must.BE_THERE


@dataclass(slots=True)
class Outcome:
    """What became of an item; `event` stands for `new` and `again`."""

    item: Item
    status: Status
    event: EventRow | None = None
    retry_after: float = 0.0

    def event_or_refusal(self) -> EventRow:
        """The event, or the refusal that tells the sender what to do."""
        if self.event is not None and self.status in (Status.NEW, Status.AGAIN):
            return self.event
        raise self.refusal()

    def refusal(self) -> Refusal:
        match self.status:
            case Status.OTHER_BODY:
                return OtherBody()
            case Status.CLOSED:
                return Closed()
            case Status.GONE:
                return Erased()
            case Status.NOT_YOURS:
                return NotClaimed()
            case Status.SLOW_DOWN:
                return SlowDown(retry_after=max(1, round(self.retry_after)))
            case _:
                return TryAgain(retry_after=1)


@dataclass(slots=True)
class _Row:
    """A conversation's counters and clocks while its lock is held.

    Clocks that only a message moves are None until one does: they are not read, which would take long.
    """

    id: int
    code: str
    state: str
    erased: bool
    claimed_by: int | None
    helped_by: int | None
    queue: int
    last_seq: int
    last_patron_seq: int
    last_at: dt.datetime
    rate_tokens: float
    rate_at: dt.datetime
    asked_at: dt.datetime
    last_patron_at: dt.datetime | None = None
    last_staff_at: dt.datetime | None = None
    quiet_due_at: dt.datetime | None = None
    added: list[EventRow] = field(default_factory=list)


_ROW: Final = (
    "id, code, state, erased_at IS NOT NULL, claimed_by_id, helped_by_id, queue_id, last_seq,"
    " last_patron_seq, last_at, rate_tokens, rate_at, asked_at"
)
_CHANGED: Final = (
    "last_seq", "last_patron_seq", "last_at", "last_patron_at", "last_staff_at", "quiet_due_at",
    "rate_tokens", "rate_at",
)  # fmt: skip
_KEY: Final = {"conversation_id": "bigint", "author": "text", "key": "text"}


def append(items: Sequence[Item], *, skip_locked: bool = False) -> list[Outcome]:
    """Add each item or say why not, in order; runs in the caller's transaction.

    With `skip_locked` a conversation that a verb holds answers `locked`, to be tried again, rather
    than keep the whole batch waiting (PostgreSQL; on SQLite the gate admits one writer anyway).
    """
    with connection.cursor() as cursor:
        rows = _lock(cursor, {item.code for item in items}, skip_locked)
        known = _earlier(cursor, rows, items)
        outcomes = [_decide(item, rows.get(item.code), known) for item in items]
        touched = [row for row in rows.values() if row.added]
        _write(cursor, touched)
    note_late_changes((row.asked_at, event.kind, event.seq) for row in touched for event in row.added)
    bus.wake(_wakes(touched))
    if skip_locked:
        _tell_locked_from_gone(outcomes, rows)
    return outcomes


def append_one(item: Item) -> EventRow:
    """`append` for a verb: the event, or its refusal raised."""
    return append([item])[0].event_or_refusal()


def _lock(cursor: CursorWrapper, codes: Iterable[str], skip_locked: bool) -> dict[str, _Row]:
    where, values = any_of("code", sorted(codes))
    lock = ""
    if connection.vendor == "postgresql":
        lock = " FOR NO KEY UPDATE" + (" SKIP LOCKED" if skip_locked else "")
    cursor.execute(f"SELECT {_ROW} FROM commondesk_conversation WHERE {where} ORDER BY id{lock}", values)
    return {row[1]: _row(row) for row in cursor.fetchall()}


def _row(values: Sequence[Any]) -> _Row:
    id_, code, state, erased, claimed_by, helped_by, queue, seq, patron_seq, at, tokens, rate_at, asked = (
        values
    )
    return _Row(
        id_,
        code,
        state,
        bool(erased),
        claimed_by,
        helped_by,
        queue,
        seq,
        patron_seq,
        utc(at),
        tokens,
        utc(rate_at),
        utc(asked),
    )


def _earlier(
    cursor: CursorWrapper, rows: dict[str, _Row], items: Sequence[Item]
) -> dict[tuple[int, str, str], EventRow]:
    """Events that these conversations hold already under the keys of these items."""
    keyed = [(rows[item.code].id, item.author, item.key) for item in items if item.key and item.code in rows]
    if not keyed:
        return {}
    found = find_rows(cursor, "commondesk_event", COLUMNS, _KEY, keyed)
    events = [EventRow.read(row) for row in found]
    return {(event.conversation_id, event.author, event.key or ""): event for event in events}


def _decide(item: Item, row: _Row | None, known: dict[tuple[int, str, str], EventRow]) -> Outcome:
    if row is None or (row.erased and item.kind != "erased"):
        return Outcome(item, Status.GONE)
    if item.key and (earlier := known.get((row.id, item.author, item.key))):
        same = earlier.body == item.body and earlier.kind == item.kind
        return Outcome(item, Status.AGAIN if same else Status.OTHER_BODY, replace(earlier, again=True))
    if item.must is not Must.BE_THERE and row.state == "closed":
        return Outcome(item, Status.CLOSED)
    if item.must is Must.HOLD and item.librarian_id not in (row.claimed_by, row.helped_by):
        return Outcome(item, Status.NOT_YOURS)
    if (item.must is Must.PATRON or _can_flood(item)) and (wait := _take_a_token(row)):
        return Outcome(item, Status.SLOW_DOWN, retry_after=wait)
    event = _number(item, row)
    if item.key:
        known[row.id, item.author, item.key] = event
    return Outcome(item, Status.NEW, event)


def _take_a_token(row: _Row) -> float:
    """A burst of 30, then 5 a second, counted in the row itself: exact over all processes. 0 = allowed."""
    if not settings.COMMONDESK.rate_limits:
        return 0.0
    now = clock.now()
    passed = max(0.0, (now - row.rate_at).total_seconds())
    row.rate_tokens = min(BURST, row.rate_tokens + passed * PER_SECOND)
    row.rate_at = now
    if row.rate_tokens < 1:
        return (1 - row.rate_tokens) / PER_SECOND
    row.rate_tokens -= 1
    return 0.0


def _can_flood(item: Item) -> bool:
    """A patron's acts that can be done again and again, each an event which somebody is told of."""
    return item.author == PATRON and item.kind in ("address", "rated", "reopened")


def _number(item: Item, row: _Row) -> EventRow:
    """Give the item its numbers and its time, and move the row's counters and clocks."""
    at = max(clock.now(), row.last_at)
    row.last_seq += 1
    row.last_at = at
    patron_seq = None
    if item.kind in FOR_EVERYBODY:
        patron_seq = row.last_patron_seq = row.last_patron_seq + 1
    if item.kind == "message":
        _move_clocks(row, item, at)
    event = EventRow(
        row.id, row.last_seq, patron_seq, item.kind, item.author, item.librarian_id,
        item.by_name, item.by_library, item.body, item.data, at, item.key,
    )  # fmt: skip
    row.added.append(event)
    return event


def _move_clocks(row: _Row, item: Item, at: dt.datetime) -> None:
    """Who spoke last, and when silence becomes something to mention (NR1, SV3)."""
    if role_of(item.author) == PATRON:
        row.last_patron_at = at
        row.quiet_due_at = at + STAFF_QUIET
    else:
        row.last_staff_at = at
        row.quiet_due_at = at + PATRON_QUIET


def _write(cursor: CursorWrapper, rows: Sequence[_Row]) -> None:
    if not rows:
        return
    added = [_values(event) for row in rows for event in row.added]
    insert_rows(cursor, "commondesk_event", COLUMNS.split(", "), added)
    changed = [
        (
            row.last_seq, row.last_patron_seq, row.last_at, row.last_patron_at, row.last_staff_at,
            row.quiet_due_at, row.rate_tokens, row.rate_at, row.id,
        )
        for row in rows
    ]  # fmt: skip
    update_rows(cursor, "commondesk_conversation", _CHANGED, changed)


def _values(event: EventRow) -> tuple[Any, ...]:
    return (
        event.conversation_id, event.seq, event.patron_seq, event.kind, event.author, event.librarian_id,
        event.by_name, event.by_library, event.body, event.data, event.at, event.key,
    )  # fmt: skip


def _wakes(rows: Sequence[_Row]) -> list[bus.Wake]:
    """`conversation N, up to seq S`: never content or permission between processes."""
    waiting = {row.queue for row in rows if row.state == "waiting"}
    wakes = [bus.Wake(f"queue:{queue}") for queue in waiting]
    for row in rows:
        seen = {"seq": row.last_seq, "patron_seq": row.last_patron_seq}
        wakes.append(bus.Wake(f"conversation:{row.id}", seen, cargo=tuple(row.added)))
        news = {"code": row.code, "seq": row.last_seq}
        wakes += [bus.Wake(f"desk:{one}", news) for one in (row.claimed_by, row.helped_by) if one]
    return wakes


def _tell_locked_from_gone(outcomes: Sequence[Outcome], rows: dict[str, _Row]) -> None:
    """A row that was skipped and a row that is not there look alike under SKIP LOCKED: look once without."""
    missing = sorted({o.item.code for o in outcomes if o.item.code not in rows})
    if not missing or connection.vendor != "postgresql":
        return
    where, values = any_of("code", missing)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT code FROM commondesk_conversation WHERE {where}", values)
        there = {code for (code,) in cursor.fetchall()}
    for outcome in outcomes:
        if outcome.item.code in there and outcome.item.code not in rows:
            outcome.status = Status.LOCKED
