"""Patrons who asked to be told on their device: looked at every two seconds, driven by the few devices.

Told is who shows no sign, once that a librarian has taken the question and once that they have written; then
not again until they have come back. The page that has it turned on gives a sign every 15 seconds while it
can be seen.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from commondesk.desk import notice
from commondesk.desk.claim import Claim
from commondesk.desk.conversation import Conversation
from commondesk.desk.notice import Notice
from commondesk.desk.push_device import PushDevice

AWAY_AFTER: Final = dt.timedelta(seconds=20)  # a beat was missed
# Closed with the answer: the patron is still told, then the device is forgotten.
TOLD_AFTER_CLOSING: Final = dt.timedelta(minutes=10)
Ended = Conversation.Ended


def call_patrons(now: dt.datetime) -> None:
    """Write down whom to tell, and forget the devices of conversations that are over."""
    told, over = [], []
    for device in with_news(now):
        conversation = device.conversation
        if not conversation.is_open and not _was_just_answered(conversation, now):
            over.append(device.pk)
        elif device.news:
            told.append((_notice(device.news, conversation, device), device))
    if over:
        PushDevice.objects.filter(pk__in=over).delete()
    if told and settings.COMMONDESK.push:
        with transaction.atomic():
            notice.add(told)
            PushDevice.objects.filter(pk__in=[device.pk for _, device in told]).update(told_at=now)


def with_news(now: dt.datetime) -> models.QuerySet[PushDevice, Any]:
    """Those with something to tell, `news`, and those whose talk is over, mostly without.

    The database chooses, so that many who only wait cost no more than few.
    """
    seen, written_at = F("conversation__patron_seen_at"), F("conversation__last_staff_at")
    away = Q(conversation__patron_seen_at__lt=now - AWAY_AFTER)
    claims = Claim.objects.filter(conversation=OuterRef("conversation"))
    taken = Q(conversation__claimed_by__isnull=False) & Exists(
        claims.filter(claimed_at__gt=OuterRef("conversation__patron_seen_at"))
    )
    answer = Q(conversation__last_staff_at__gt=seen) & (Q(told_at=None) | Q(told_at__lt=written_at))
    claimed = taken & (Q(told_at=None) | Q(told_at__lt=seen))
    news = Case(
        When(away & answer, then=Value("answer")),
        When(away & claimed, then=Value("claimed")),
        default=Value(""),
    )
    devices = PushDevice.objects.filter(conversation__isnull=False).annotate(news=news)
    closed = Q(conversation__state=Conversation.State.CLOSED)
    return devices.exclude(~closed, news="").select_related("conversation")


def _was_just_answered(conversation: Conversation, now: dt.datetime) -> bool:
    closed_at = conversation.closed_at
    return bool(conversation.ended == Ended.ANSWERED and closed_at and now - closed_at < TOLD_AFTER_CLOSING)


def _notice(what: str, conversation: Conversation, device: PushDevice) -> Notice:
    """Told once an absence: which one, the last sign says."""
    about = f"{conversation.pk}.{int(conversation.patron_seen_at.timestamp())}"
    place = conversation.talk_path_in(device.language)
    return Notice(what, about, place, conversation.code, conversation.pk)
