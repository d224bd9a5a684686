"""What is said to a patron who has gone, but has left an e-mail address: it goes after them by mail (EN4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q

from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, EventRow, role_of
from commondesk.desk.patron_address import PatronAddress
from commondesk.desk.signs_of_life import silent_since
from commondesk.outbox import delivery
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock

AWAY_AFTER: Final = dt.timedelta(minutes=2)
GATHERED_FOR: Final = dt.timedelta(minutes=1)
CARRIER: Final = "email"
SAID: Final = ("message", "corrected")
MESSAGES: Final = "messages"  # the mail's kind, with which its key begins


def send_where_away(events: Sequence[EventRow]) -> None:
    """Write a mail for each of these messages whose patron has shown no sign for two minutes.

    Of a question that is followed up, wherever its patron is: the answer was promised by mail, and nobody
    reads a page that is open in the background, or was closed a moment ago.

    In the transaction that has added the events, under whose locks nobody else writes to these
    conversations. Takes one query when nobody is away. What is said within a minute is one mail.
    """
    said = [event for event in events if event.kind in SAID and role_of(event.author) != PATRON]
    if not said:
        return
    addresses = _addresses({event.conversation_id for event in said})
    for event in said:
        if address := addresses.get(event.conversation_id):
            _gather(address, event)


def _addresses(conversation_ids: set[int]) -> dict[int, PatronAddress]:
    by_mail = silent_since(clock.now() - AWAY_AFTER) | Q(state=Conversation.State.FOLLOWING_UP)
    rows = PatronAddress.objects.select_related("conversation").filter(
        conversation__in=Conversation.objects.filter(by_mail, pk__in=conversation_ids),
        kind=PatronAddress.Kind.EMAIL,
    )
    return {row.conversation_id: row for row in rows}


def _gather(address: PatronAddress, event: EventRow) -> None:
    """Add the message to the mail that is still waiting, or begin one. A message sent twice is told once."""
    followed_up = address.conversation.state == Conversation.State.FOLLOWING_UP
    message = {**_message(event), "followed_up": followed_up}
    mails = Delivery.objects.select_for_update(no_key=True).filter(
        conversation_id=event.conversation_id, carrier=CARRIER, key__startswith=_key(event, "")
    )
    last = mails.order_by("-id").first()
    if last and last.state == Delivery.State.WAITING:
        last.content["messages"] = _with(last.content["messages"], message)
        last.save(update_fields=["content"])
    elif not (last and last.taken_at and event.at <= last.taken_at):
        conversation = address.conversation
        content = {
            "code": conversation.code,
            "language": conversation.language,
            "messages": [message],
        }
        due_at = clock.now() + GATHERED_FOR
        delivery.add(CARRIER, _key(event, str(event.seq)), address.address, content, due_at, conversation.pk)


def _message(event: EventRow) -> dict[str, Any]:
    """As the mail tells it: files by name only, they are fetched on the page."""
    files = [file["name"] for file in event.data.get("attachments", [])]
    said = {"seq": event.seq, "by": event.by_name, "library": event.by_library, "body": event.body or ""}
    return {**said, "files": ", ".join(files), "of": event.data.get("of")}


def _with(messages: list[dict[str, Any]], message: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages of a mail and this one; corrected words take the place of those that have not left yet."""
    if any(earlier["seq"] == message["seq"] for earlier in messages):
        return messages
    corrected = [{**one, "body": message["body"]} if one["seq"] == message["of"] else one for one in messages]
    return corrected if corrected != messages else [*messages, message]


def _key(event: EventRow, seq: str) -> str:
    return f"{MESSAGES}:{event.conversation_id}:{seq}"
