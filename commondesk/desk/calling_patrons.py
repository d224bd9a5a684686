"""Patrons who asked to be told on their device: looked at every two seconds, driven by the few devices.

Told is who shows no sign, when a librarian has taken the question or written; then not again until they have
come back. The page that has it turned on gives a sign every 15 seconds while it can be seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from commondesk.desk import notice
from commondesk.desk.conversation import Conversation
from commondesk.desk.notice import Notice
from commondesk.desk.push_device import PushDevice

AWAY_AFTER: Final = dt.timedelta(seconds=20)  # a beat was missed
# Closed with the answer: the patron is still told, then the device is forgotten.
TOLD_AFTER_CLOSING: Final = dt.timedelta(minutes=10)
Ended = Conversation.Ended


def call_patrons(now: dt.datetime) -> None:
    """Write down whom to tell, and forget the devices of conversations that are over."""
    devices = PushDevice.objects.filter(conversation__isnull=False).select_related("conversation")
    told, over = [], []
    rows: Iterable[Any] = devices.annotate(claimed_at=Max("conversation__claims__claimed_at"))
    for device in rows:
        conversation = device.conversation
        what = _news(conversation, device.claimed_at) if _may_be_told(device, conversation, now) else ""
        if what:
            told.append((_notice(what, conversation, device), device))
        elif not conversation.is_open and not _was_just_answered(conversation, now):
            over.append(device.pk)
    if over:
        PushDevice.objects.filter(pk__in=over).delete()
    if told and settings.COMMONDESK.push:
        with transaction.atomic():
            notice.add(told)
            PushDevice.objects.filter(pk__in=[device.pk for _, device in told]).update(told_at=now)


def _may_be_told(device: PushDevice, conversation: Conversation, now: dt.datetime) -> bool:
    """Not while they are there, not twice in one absence."""
    if not (conversation.is_open or _was_just_answered(conversation, now)):
        return False
    is_away = conversation.patron_seen_at < now - AWAY_AFTER
    return is_away and (device.told_at is None or device.told_at < conversation.patron_seen_at)


def _news(conversation: Conversation, claimed_at: dt.datetime | None) -> str:
    """What has happened since the patron was last seen; nothing, mostly."""
    seen = conversation.patron_seen_at
    if conversation.last_staff_at and conversation.last_staff_at > seen:
        return "answer"
    if conversation.claimed_by_id and claimed_at and claimed_at > seen:
        return "claimed"
    return ""


def _was_just_answered(conversation: Conversation, now: dt.datetime) -> bool:
    closed_at = conversation.closed_at
    return bool(conversation.ended == Ended.ANSWERED and closed_at and now - closed_at < TOLD_AFTER_CLOSING)


def _notice(what: str, conversation: Conversation, device: PushDevice) -> Notice:
    """Told once an absence: which one, the last sign says."""
    about = f"{conversation.pk}.{int(conversation.patron_seen_at.timestamp())}"
    place = conversation.talk_path_in(device.language)
    return Notice(what, about, place, conversation.code, conversation.pk)
