"""Reading the staff's channels: what is unread, a page of messages, colleagues to call by name (CO5)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from commondesk.consortium.librarian import Librarian
from commondesk.desk.channel_mail import mails_of
from commondesk.desk.event import rfc3339
from commondesk.desk.staff_channel import ChannelMark, StaffChannel, channels_of, readers
from commondesk.desk.staff_message import StaffMessage
from commondesk.plumbing.sql import folded

PAGE: Final = 50
MOST_WORDS: Final = 8
MOST_COLLEAGUES: Final = 8
_CALLED: Final = re.compile(r"(?<![\w@])@(\w[\w'-]*)(?: (\w[\w'-]*))?")


def overview(librarian: Librarian) -> dict[str, Any]:
    """Each channel with what is unread of it, and how much of that calls this person by name."""
    channels = channels_of(librarian)
    marks = dict(ChannelMark.objects.filter(librarian=librarian).values_list("channel", "seq"))
    calls = _unread_calls(librarian)
    shown: list[dict[str, Any]] = [
        {
            "slug": channel.slug,
            "name": channel.name,
            "last_seq": channel.last_seq,
            "read_seq": marks.get(channel.pk, 0),
            "unread": max(0, channel.last_seq - marks.get(channel.pk, 0)),
            "mentions": calls.get(channel.pk, 0),
        }
        for channel in channels
    ]
    totals = {name: sum(one[name] for one in shown) for name in ("unread", "mentions")}
    return {"channels": shown, **totals, "mails": mails_of(librarian)}


def _unread_calls(librarian: Librarian) -> dict[int, int]:
    """By channel, how many unread messages call this person."""
    mark = ChannelMark.objects.filter(channel=OuterRef("channel"), librarian=librarian).values("seq")[:1]
    calls = StaffMessage.objects.filter(mentions=librarian).annotate(read=Coalesce(Subquery(mark), 0))
    rows = calls.filter(seq__gt=F("read")).order_by().values_list("channel").annotate(number=Count("pk"))
    return dict(rows)


def page(
    channel: StaffChannel,
    reader: Librarian,
    *,
    after: int = 0,
    before: int | None = None,
    q: str = "",
    limit: int = PAGE,
) -> dict[str, Any]:
    """The last messages, those below `before`, or the first beyond `after`; `q`: with all of these words.

    In the order they were written; `before` is the number to ask for the next older page with.
    """
    rows = StaffMessage.objects.filter(channel=channel, seq__gt=after).prefetch_related("mentions")
    for word in folded(q, 200).split()[:MOST_WORDS]:
        rows = rows.filter(words__contains=word)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    if after and before is None:
        found = list(rows.order_by("seq")[:limit])
        return _answer(channel, reader, found, older=None)
    newest = list(rows.order_by("-seq")[: limit + 1])
    found = newest[:limit][::-1]
    return _answer(channel, reader, found, older=found[0].seq if len(newest) > limit else None)


def colleagues(channel: StaffChannel, librarian: Librarian, q: str) -> list[Librarian]:
    """Who sees this channel too and is called so: the beginning of any part of the name."""
    people = readers(channel).exclude(pk=librarian.pk)
    if q := q.strip().replace("\0", ""):
        people = people.filter(
            Q(name__istartswith=q) | Q(name__icontains=f" {q}") | Q(shown_name__istartswith=q)
        )
    return list(people.order_by("name", "pk").prefetch_related("memberships__library")[:MOST_COLLEAGUES])


def called_in(channel: StaffChannel, librarian: Librarian, body: str) -> list[Librarian]:
    """Whom `@name` in a text means, where a name is only one person's: `@Otto Lind`, or `@Otto`."""
    found = []
    for first, second in _CALLED.findall(body)[:20]:
        found += _only_one(readers(channel).exclude(pk=librarian.pk), first, f"{first} {second}".strip())
    return found


def _only_one(people: Any, first: str, whole: str) -> list[Librarian]:
    for name in (whole, first):
        rows = people.filter(
            Q(name__iexact=name) | Q(shown_name__iexact=name) | Q(name__istartswith=f"{name} ")
        )
        if len(some := list(rows[:2])) == 1:
            return some
    return []


def _answer(
    channel: StaffChannel, reader: Librarian, found: Iterable[StaffMessage], older: int | None
) -> dict[str, Any]:
    messages = [
        {
            "seq": message.seq,
            "at": rfc3339(message.at),
            "by": {"id": message.by_id, "name": message.by_name, "library": message.by_library},
            "mine": message.by_id == reader.pk,
            "body": message.body,
            "data": message.data,
            "mentions": [{"id": person.pk, "name": person.called} for person in message.mentions.all()],
        }
        for message in found
    ]
    return {"messages": messages, "last_seq": channel.last_seq, "before": older}


def own_words(channel: StaffChannel, librarian: Librarian, seq: int) -> str:
    """What this person wrote there; empty for what is not theirs or was taken back."""
    own = StaffMessage.objects.filter(channel=channel, by=librarian, seq=seq)
    return own.values_list("body", flat=True).first() or ""
