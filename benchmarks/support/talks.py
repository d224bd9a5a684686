"""Conversations to talk in, made by the verbs, and what the database holds of them afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle

from django.db import connection

from benchmarks.support.load import Storm, Talk
from benchmarks.support.report import Report
from commondesk.desk.bearer import Bearer
from commondesk.desk.claiming import claim
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, Event
from commondesk.plumbing import clock
from commondesk.plumbing.sql import any_of
from commondesk.plumbing.tokens import digest, new_code, patron_token
from tests.cast import Cast, make_asked


def make_talks(cast: Cast, number: int) -> list[Talk]:
    """So many claimed conversations, shared out among two librarians."""
    made = []
    for librarian, _ in zip(cycle((cast.ines, cast.otto)), range(number), strict=False):
        asked = make_asked(queue=cast.statewide)
        claim(asked.conversation.code, librarian)
        made.append(Talk(asked.conversation.code, asked.token))
    connection.close()
    return made


def make_idle_talks(cast: Cast, number: int) -> list[Talk]:
    """So many claimed conversations with nothing but their question, in bulk."""
    now = clock.now()
    conversations = Conversation.objects.bulk_create(
        Conversation(code=new_code(), queue=cast.statewide, state="talking", claimed_by=cast.ines,
                     first_claimed_at=now, last_seq=1, last_patron_seq=1, token_version=1)
        for _ in range(number)
    )  # fmt: skip
    Event.objects.bulk_create(
        Event(conversation=one, seq=1, patron_seq=1, kind="message", author=PATRON, body="Hello?", at=now)
        for one in conversations
    )
    talks = [Talk(one.code, patron_token(one.code, 1)) for one in conversations]
    Bearer.objects.bulk_create(
        Bearer(digest=digest(talk.token), kind=Bearer.Kind.PATRON, conversation=one, created_at=now)
        for talk, one in zip(talks, conversations, strict=True)
    )
    connection.close()
    return talks


def count(report: Report, talks: Iterable[Talk], storms: Iterable[Storm], seen: dict[str, list[int]]) -> None:
    """Compare what was sent, acknowledged, stored and followed: nothing lost, doubled or out of order.

    `seen` holds per code the numbers that streams brought, from any event on. A message that was sent but not
    acknowledged may be stored or not; here every one must be acknowledged.
    """
    sent = [one for storm in storms for one in storm.sent]
    acknowledged = {one.key: one for one in sent if one.status in (200, 201)}
    stored = _stored([talk.code for talk in talks])
    keys = [key for rows in stored.values() for _, key in rows if key]
    report.count("sent", len(sent))
    report.count("acknowledged", len(acknowledged), must_be=len(sent))
    report.count("stored", len(keys), must_be=len(acknowledged))
    report.count("lost", len(acknowledged.keys() - set(keys)), must_be=0)
    report.count("doubled", len(keys) - len(set(keys)), must_be=0)
    report.count("out of order", sum(map(_gaps, stored.values())), must_be=0)
    if seen:
        report.count("followed", sum(map(len, seen.values())))
        faults = sum(_missed(numbers, stored[code][-1][0]) for code, numbers in seen.items())
        report.count("lost, doubled or out of order on a stream", faults, must_be=0)


def _stored(codes: list[str]) -> dict[str, list[tuple[int, str | None]]]:
    """Number and key of every public event, by conversation."""
    where, values = any_of("c.code", codes)
    found: dict[str, list[tuple[int, str | None]]] = {code: [] for code in codes}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.code, e.patron_seq, e.key FROM {Event._meta.db_table} e"
            f" JOIN commondesk_conversation c ON c.id = e.conversation_id"
            f" WHERE {where} AND e.patron_seq IS NOT NULL ORDER BY e.id",
            values,
        )
        for code, number, key in cursor.fetchall():
            found[code].append((number, key))
    connection.close()
    return found


def _gaps(rows: list[tuple[int, str | None]]) -> int:
    """Events whose number is not their place, in the order in which they were written."""
    return sum(number != place for place, (number, _) in enumerate(rows, 1))


def _missed(numbers: list[int], last: int) -> int:
    """How far a stream differs from `first seen .. last stored`, each once and in order."""
    wanted = range(numbers[0] if numbers else last, last + 1)
    return sum(a != b for a, b in zip(numbers, wanted, strict=False)) + abs(len(wanted) - len(numbers))
