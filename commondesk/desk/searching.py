"""What was said, made searchable: by a job every few seconds, never by the message that says it.

Only messages are searched, as last corrected; notes, and whatever stands beside the log, are not. Erasure and
retention take the rows away in their own transactions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.plumbing import search
from commondesk.plumbing.search.row import Text, keep

BATCH: Final = 50
LOOKED_THROUGH: Final = 500
JUST_CLOSED: Final = dt.timedelta(minutes=10)
SAID: Final = ("message", "corrected")


def queue_label(queue_id: int) -> str:
    return search.label("queue", queue_id)


def library_label(library_id: int) -> str:
    return search.label("library", library_id)


def index_recent(now: dt.datetime) -> int:
    """Bring up to date what is open or was closed just now; how many conversations it was."""
    open_now = _behind().exclude(state=Conversation.State.CLOSED)
    closed = _behind().filter(closed_at__gte=now - JUST_CLOSED, texts_retired_at=None)
    ids = {
        *open_now.values_list("pk", flat=True)[: 10 * BATCH],
        *closed.values_list("pk", flat=True)[: 10 * BATCH],
    }
    return _index_all_of(sorted(ids))


def index_the_rest(now: dt.datetime) -> int:
    """The same for all that still has its words: after an upgrade, or days without this job."""
    done = last = 0
    while some := list(
        _worded().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:LOOKED_THROUGH]
    ):
        last = some[-1]
        done += _index_all_of(list(_behind().filter(pk__in=some).order_by("pk").values_list("pk", flat=True)))
    return done


def _worded() -> Any:
    return Conversation.objects.filter(erased_at=None, texts_retired_at=None)


def _behind() -> Any:
    """Conversations whose row lacks their last events, or that have none."""
    reached = search.SearchRow.objects.filter(pk=OuterRef("pk")).values("seq")
    rows = _worded().annotate(reached=Subquery(reached))
    return rows.filter(Q(reached=None) | Q(reached__lt=F("last_seq")))


def _index_all_of(ids: Sequence[int]) -> int:
    return sum(_index(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))


def _index(ids: Sequence[int]) -> int:
    """Under the rows' locks: what is erased meanwhile never comes back; what a verb holds comes next time."""
    with transaction.atomic():
        rows = _worded().select_for_update(no_key=True, skip_locked=True, of=("self",))
        found = list(rows.filter(pk__in=ids).order_by("pk").only("queue_id", "library_id", "last_seq"))
        said = _said([row.pk for row in found])
        keep(
            Text(row.pk, [*_labels(row), *search.words_of(" ".join(said.get(row.pk, ())))], row.last_seq)
            for row in found
        )
    return len(found)


def _labels(row: Conversation) -> Iterator[str]:
    yield queue_label(row.queue_id)
    if row.library_id is not None:
        yield library_label(row.library_id)


def _said(ids: Iterable[int]) -> dict[int, Iterable[str]]:
    """Each conversation's messages as they read now."""
    events = Event.objects.filter(conversation__in=ids, kind__in=SAID).exclude(body=None).order_by("seq")
    found: dict[int, dict[int, str]] = {}
    for pk, seq, kind, data, body in events.values_list("conversation_id", "seq", "kind", "data", "body"):
        found.setdefault(pk, {})[data.get("of", seq) if kind == "corrected" else seq] = body or ""
    return {pk: list(bodies.values()) for pk, bodies in found.items()}
