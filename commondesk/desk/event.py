"""Events: the append-only truth of a conversation, and their form on the wire (DESIGN.md 4 and 6)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import models
from django.db.backends.utils import CursorWrapper

PATRON: Final = "patron"
SYSTEM: Final = "system"
FOR_EVERYBODY: Final = frozenset(
    [
        "message",
        "corrected",
        "claimed",
        "released",
        "returned",
        "transferred",
        "offered",
        "offer_ended",
        "joined",
        "stepped_back",
        "followed_up",
        "resumed",
        "referred",
        "closed",
        "reopened",
        "left",
        "lost",
        "erased",
    ]
)
FOR_STAFF: Final = frozenset(
    ["invited", "invite_ended", "note", "aside", "classified", "rated", "prompted", "marked", "address"]
)
PAGE: Final = 200

COLUMNS: Final = (
    "conversation_id, seq, patron_seq, kind, author, librarian_id, by_name, by_library, body, data, at, key"
)


class Event(models.Model):
    """One fact of a conversation. Number, kind and time never change; body, names and key may be emptied."""

    conversation = models.ForeignKey(
        "Conversation", on_delete=models.PROTECT, related_name="events", db_index=False
    )
    seq = models.PositiveIntegerField()
    patron_seq = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=16)
    author = models.CharField(max_length=32)
    librarian = models.ForeignKey(
        "Librarian", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=60, blank=True)
    by_library = models.CharField(max_length=160, blank=True)
    body = models.TextField(null=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    key = models.CharField(max_length=64, null=True)

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="event_seq"),
            models.UniqueConstraint(fields=["conversation", "patron_seq"], name="event_patron_seq"),
            models.UniqueConstraint(fields=["conversation", "author", "key"], name="event_key"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.seq} {self.kind}"


@dataclass(slots=True)
class EventRow:
    """An event outside the ORM: what the line reads, writes and hands on."""

    conversation_id: int
    seq: int
    patron_seq: int | None
    kind: str
    author: str
    librarian_id: int | None
    by_name: str
    by_library: str
    body: str | None
    data: dict[str, Any]
    at: dt.datetime
    key: str | None
    again: bool = field(default=False, kw_only=True)  # it stood in the log already when it was sent

    @classmethod
    def read(cls, row: Sequence[Any]) -> EventRow:
        """From a row of COLUMNS as either database gives it (JSON as text, SQLite's times naive)."""
        *start, data, at, key = row
        data = json.loads(data) if isinstance(data, str) else data
        return cls(*[*start, data, utc(at), key])

    def wire(self, reader: str) -> dict[str, Any]:
        """The contract's form for `reader`: `patron`, or `librarian:ID`; seq is the reader's own number."""
        shown: dict[str, Any] = {
            "seq": self.patron_seq if reader == PATRON else self.seq,
            "at": rfc3339(self.at),
            "kind": self.kind,
            "by": {"role": role_of(self.author), "name": self.by_name, "library": self.by_library},
            "body": self.body,
            "data": self.data if self.kind != "corrected" else self._data_of_correction(reader),
        }
        if self.key and self.author == reader:
            shown["key"] = self.key
        return shown

    def _data_of_correction(self, reader: str) -> dict[str, Any]:
        """Which message was corrected, by the reader's own number of it."""
        data = {name: value for name, value in self.data.items() if name != "patron_of"}
        return {**data, "of": self.data.get("patron_of")} if reader == PATRON and "of" in data else data


def librarian_author(librarian_id: int) -> str:
    return f"librarian:{librarian_id}"


def role_of(author: str) -> str:
    """`patron`, `librarian` or `system`."""
    return author.partition(":")[0]


def utc(moment: dt.datetime | str) -> dt.datetime:
    """An aware UTC time, whatever the database gave."""
    if isinstance(moment, str):
        moment = dt.datetime.fromisoformat(moment)
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def rfc3339(moment: dt.datetime) -> str:
    """`2026-03-01T14:05:09.123Z`."""
    # Each message is sent with its time several times, and strftime takes ten times as long as this.
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def read_events(
    cursor: CursorWrapper, conversation_id: int, reader: str, after: int, limit: int = PAGE
) -> list[EventRow]:
    """What `reader` lacks beyond its number `after`, in order, at most `limit`."""
    number = "patron_seq" if reader == PATRON else "seq"
    cursor.execute(
        f"SELECT {COLUMNS} FROM commondesk_event WHERE conversation_id = %s AND {number} > %s"
        f" ORDER BY {number} LIMIT %s",
        [conversation_id, after, limit],
    )
    return [EventRow.read(row) for row in cursor.fetchall()]
