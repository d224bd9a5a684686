"""Take: everything that is held about a conversation, for its patron (PR4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from commondesk.consortium.consortium import the_consortium
from commondesk.desk import transcript
from commondesk.desk.classifying import confirmed
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, Event, rfc3339
from commondesk.desk.rating import Rating
from commondesk.outbox.delivery import Delivery

KEPT = ("patron_name", "patron_status", "zip_code", "topic", "page", "source", "language", "device")


def everything(conversation: Conversation) -> dict[str, Any]:
    """All that is held, as JSON, and when it goes. Of what staff write for each other, the number.

    Raises Erased or NotVisible.
    """
    conversation.refuse_if_erased()
    return {
        "code": conversation.code,
        "conversation": {name: getattr(conversation, name) for name in KEPT} | _row(conversation),
        "addresses": [
            {"kind": row.kind, "address": row.address, "left_at": rfc3339(row.left_at)}
            for row in conversation.addresses.order_by("kind")
        ],
        "network_address": _network_address(conversation),
        "transcript": transcript.as_json(conversation, PATRON),
        "files": [row.wire | {"at": rfc3339(row.at)} for row in conversation.attachments.order_by("pk")],
        "notes_of_staff": _notes_of_staff(conversation),
        "rating": _rating(conversation),
        "classification": confirmed(conversation),
        "deliveries": _deliveries(conversation),
        "devices_that_can_open_it": conversation.bearers.count(),
        "devices_told": [
            {"service": row.service, "since": rfc3339(row.created_at)} for row in conversation.devices.all()
        ],
        "goes": _periods(conversation),
    }


def _row(conversation: Conversation) -> dict[str, Any]:
    library = conversation.library
    return {
        "channel": conversation.channel,
        "state": conversation.state,
        "ended": conversation.ended,
        "queue": {"slug": conversation.queue.slug, "name": conversation.queue.name},
        "library": {"slug": library.slug, "name": library.name} if library else None,
        "asked_at": rfc3339(conversation.asked_at),
        "first_answered_at": _time(conversation.first_claimed_at),
        "closed_at": _time(conversation.closed_at),
        "privacy_line": conversation.privacy_line,
    }


def _notes_of_staff(conversation: Conversation) -> int:
    """Notes, asides and marks that still hold words."""
    notes = Event.objects.filter(conversation=conversation, kind__in=("note", "aside")).count()
    return notes + conversation.marks.filter(seen__isnull=False).count()


def _network_address(conversation: Conversation) -> str:
    return "a hash, whose key is destroyed within 30 days" if conversation.address_hash else "nothing"


def _rating(conversation: Conversation) -> dict[str, Any] | None:
    rating = Rating.objects.filter(conversation=conversation).first()
    if rating is None:
        return None
    return {
        "answered": rating.answered,
        "stars": rating.stars,
        "comment": rating.comment,
        "at": rfc3339(rating.at),
    }


def _deliveries(conversation: Conversation) -> list[dict[str, Any]]:
    rows = Delivery.objects.filter(conversation_id=conversation.pk).order_by("id")
    return [
        {"carrier": row.carrier, "state": row.state, "to": row.to, "due_at": rfc3339(row.due_at)}
        for row in rows
    ]


def _periods(conversation: Conversation) -> dict[str, Any]:
    """When what is personal goes by itself (PR3); the days count from the closing."""
    consortium = the_consortium()
    facts, texts = consortium.personal_facts_days, consortium.text_days
    closed = conversation.closed_at
    return {
        "personal_facts_days_after_closing": facts,
        "words_days_after_closing": texts,
        "personal_facts_at": rfc3339(closed + dt.timedelta(days=facts)) if closed else None,
        "words_at": rfc3339(closed + dt.timedelta(days=texts)) if closed else None,
    }


def _time(moment: dt.datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
