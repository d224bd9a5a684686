"""Rows written many at once are the rows Django would have written, on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import connection

from commondesk.desk.event import COLUMNS, Event
from commondesk.plumbing.sql import find_rows, insert_rows, update_rows
from tests.cast import Cast, make_asked

AT = datetime(2026, 3, 8, 1, 59, 59, 123456, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def row_of(conversation_id: int, seq: int, **fields: Any) -> tuple[Any, ...]:
    values: dict[str, Any] = dict.fromkeys(COLUMNS.split(", "))
    values |= {"conversation_id": conversation_id, "seq": seq, "kind": "note", "author": "system", "at": AT}
    values |= {"by_name": "", "by_library": "", "data": {}, **fields}
    return tuple(values[name] for name in COLUMNS.split(", "))


def insert(*rows: tuple[Any, ...]) -> None:
    with connection.cursor() as cursor:
        insert_rows(cursor, "commondesk_event", COLUMNS.split(", "), rows)


@pytest.mark.parametrize(
    "body", ["100 % \\ 'quoted' \"twice\"", "Núñez 図書館 \U0001f4da", "{}", "line\nend\t", ""]
)
def test_texts_are_kept_as_they_are(cast: Cast, body: str) -> None:
    asked = make_asked().conversation
    insert(row_of(asked.pk, 2, body=body, data={"masked": [body]}))
    event = Event.objects.get(conversation=asked, seq=2)
    assert (event.body, event.data) == (body, {"masked": [body]})


def test_times_are_kept_to_the_microsecond_and_in_utc(cast: Cast) -> None:
    asked = make_asked().conversation
    whole = AT.replace(microsecond=0)
    elsewhere = whole.astimezone(timezone(timedelta(hours=-5)))
    insert(row_of(asked.pk, 2), row_of(asked.pk, 3, at=whole), row_of(asked.pk, 4, at=elsewhere))
    times = list(
        Event.objects.filter(conversation=asked, seq__gt=1).order_by("seq").values_list("at", flat=True)
    )
    assert times == [AT, whole, whole]
    assert Event.objects.filter(at=whole).count() == 2


def test_several_rows_are_changed_each_to_its_own_values(cast: Cast) -> None:
    first, second = make_asked().conversation, make_asked().conversation
    with connection.cursor() as cursor:
        changed = [(AT, 7.5, first.pk), (AT + SECOND, 0.0, second.pk)]
        update_rows(cursor, "commondesk_conversation", ["quiet_due_at", "rate_tokens"], changed)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.quiet_due_at, first.rate_tokens) == (AT, 7.5)
    assert (second.quiet_due_at, second.rate_tokens) == (AT + SECOND, 0.0)
    assert first.state == "waiting"


def test_none_leaves_what_was_there(cast: Cast) -> None:
    asked = make_asked().conversation
    with connection.cursor() as cursor:
        update_rows(cursor, "commondesk_conversation", ["last_at", "rate_tokens"], [(AT, 7.5, asked.pk)])
        update_rows(cursor, "commondesk_conversation", ["last_at", "rate_tokens"], [(None, 0.0, asked.pk)])
    asked.refresh_from_db()
    assert (asked.last_at, asked.rate_tokens) == (AT, 0.0)


def test_rows_are_found_by_all_columns_together(cast: Cast) -> None:
    asked = make_asked().conversation
    insert(row_of(asked.pk, 2, author="patron", key="a" * 16), row_of(asked.pk, 3, key="b" * 16))
    wanted = [(asked.pk, "patron", "a" * 16), (asked.pk, "patron", "b" * 16)]
    types = {"conversation_id": "bigint", "author": "text", "key": "text"}
    with connection.cursor() as cursor:
        assert find_rows(cursor, "commondesk_event", "seq", types, wanted) == [(2,)]
