"""A conversation as lists and headings show it to staff: what it is about, where it stands."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Membership
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import rfc3339
from commondesk.desk.patron_address import PatronAddress
from commondesk.desk.question import question_words
from commondesk.desk.read_mark import ReadMark
from commondesk.desk.transfer import Transfer
from commondesk.desk.waiting import PREVIEW


def _library_of(who: str) -> Subquery:
    """The name of a person's first library, in the same query whether anybody holds these or nobody does."""
    first = Membership.objects.filter(librarian=OuterRef(who)).order_by("pk")
    return Subquery(first.values("library__name")[:1])


_OFFERS: Final = Transfer.objects.under_way().select_related("to_person")
_OFFER: Final = Prefetch("transfers", _OFFERS.annotate(to_library_name=_library_of("to_person")), "offers")


def overviews(rows: QuerySet[Conversation], librarian: Librarian) -> list[dict[str, Any]]:
    """One overview a row, in the order of `rows`, visible ones; by two queries, whoever holds how many."""
    read = ReadMark.objects.filter(conversation=OuterRef("pk"), librarian=librarian).values("seq")
    addresses = PatronAddress.objects.filter(conversation=OuterRef("pk"))
    found = (
        rows.select_related("queue", "library", "claimed_by", "helped_by")
        .prefetch_related(_OFFER)
        .annotate(question=question_words(), read_seq=Subquery(read), has_address=Exists(addresses))
        .annotate(claimed_from=_library_of("claimed_by"), helped_from=_library_of("helped_by"))
    )
    return [_overview(row) for row in found]


def _overview(row: Any) -> dict[str, Any]:
    library = row.library
    return {
        "code": row.code,
        "state": row.state,
        "ended": row.ended,
        "erased": row.erased_at is not None,
        "channel": row.channel,
        "queue": {"slug": row.queue.slug, "name": row.queue.name},
        "library": {"slug": library.slug, "name": library.name} if library else None,
        "is_practice": row.is_practice,
        "patron_name": row.patron_name,
        "patron_status": row.patron_status,
        "topic": row.topic,
        "page": row.page,
        "language": row.language,
        "device": row.device,
        "question": preview(row.question),
        "asked_at": rfc3339(row.asked_at),
        "asked_while_closed": row.asked_while_closed,
        "waiting_since": _time(row.waiting_since),
        "first_claimed_at": _time(row.first_claimed_at),
        "closed_at": _time(row.closed_at),
        "claimed_by": _person(row.claimed_by, row.claimed_from),
        "helped_by": _person(row.helped_by, row.helped_from),
        "last_seq": row.last_seq,
        "read_seq": row.read_seq or 0,
        "last_patron_at": _time(row.last_patron_at),
        "last_staff_at": _time(row.last_staff_at),
        "has_address": row.has_address,
        "offer": _offer(row.offers[0]) if row.offers else None,
    }


def _offer(offer: Any) -> dict[str, Any]:
    to = _person(offer.to_person, offer.to_library_name)
    return {"to": to, "to_help": offer.to_help, "lapses_at": _time(offer.lapses_at)}


def preview(question: str | None) -> str:
    """The beginning of the question, as long as a list has room for."""
    question = question or ""
    return question if len(question) <= PREVIEW else question[: PREVIEW - 1] + "…"


def _person(librarian: Librarian | None, library: str | None) -> dict[str, Any] | None:
    if librarian is None:
        return None
    return {"id": librarian.pk, "name": librarian.called, "library": library or ""}


def _time(moment: dt.datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
