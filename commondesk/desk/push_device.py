"""Devices told by web push: of a librarian while signed in there, of a patron while the talk is open.

A row is all that a push service of a browser's maker needs to reach one browser. It goes with what it
belongs to: the session, the account, the conversation. See docs/privacy.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian, hold_still
from commondesk.desk.conversation import Conversation
from commondesk.plumbing import clock, fetch
from commondesk.plumbing.refusal import Closed, Invalid, NoPush
from commondesk.plumbing.tokens import digest
from commondesk.plumbing.web_push import seal, vapid

MOST: Final = 5  # of one person, and of one conversation: the oldest makes room
LONGEST_ENDPOINT: Final = 1_000
_NOT_READY: Final = _("This browser has not told us all that we need. Please turn it off and on again.")
_NO_SERVICE: Final = _("This browser's push service is at an address we do not send to.")


class PushDeviceQuerySet(models.QuerySet["PushDevice"]):
    """Who may still be told."""

    def live(self) -> PushDeviceQuerySet:
        """Of people who are signed in there and active, and of conversations, which end their own devices."""
        sessions = Session.objects.filter(expire_date__gt=clock.now())
        staff = Q(librarian__is_active=True, session_key__in=sessions.values("session_key"))
        return self.filter(staff | Q(conversation__isnull=False))

    def with_end(self) -> PushDeviceQuerySet:
        """Each with `ends_at`: when the session in which it was turned on runs out; None of a patron's."""
        sessions = Session.objects.filter(session_key=OuterRef("session_key"))
        return self.annotate(ends_at=Subquery(sessions.values("expire_date")[:1]))


class PushDevice(models.Model):
    """One browser, as its push service knows it: where to send, and the keys that only the browser can open.

    `told_at`: a patron was told and has not come back since.
    """

    endpoint = models.TextField()
    digest = models.CharField(max_length=64)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=32)
    language = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    librarian = models.ForeignKey("Librarian", on_delete=models.CASCADE, null=True, related_name="devices")
    session_key = models.CharField(max_length=40, blank=True, db_index=True)
    conversation = models.ForeignKey(
        "Conversation", on_delete=models.CASCADE, null=True, related_name="devices"
    )
    told_at = models.DateTimeField(null=True)

    objects = PushDeviceQuerySet.as_manager()

    class Meta:
        app_label = "commondesk"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["librarian", "digest"], name="device_of_a_librarian_once"),
            models.UniqueConstraint(fields=["conversation", "digest"], name="device_of_a_conversation_once"),
            models.CheckConstraint(
                condition=(Q(librarian__isnull=False, conversation=None) & ~Q(session_key=""))
                | Q(librarian=None, conversation__isnull=False, session_key=""),
                name="a_device_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"a device by {self.service}"

    @property
    def service(self) -> str:
        """The host of its push service: it says which maker's browser this is, and nothing else."""
        return urlsplit(self.endpoint).hostname or ""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser gives when it subscribes: `PushSubscription.toJSON()`."""

    endpoint: str
    p256dh: str
    auth: str

    def refuse_unless_good(self) -> None:
        """Raises Invalid: an address we never send to, or keys that are none."""
        try:
            seal.public_point(self.p256dh)
            seal.shared_secret(self.auth)
        except seal.BadKey:
            raise Invalid(_NOT_READY) from None
        try:
            fetch.check(self.endpoint)
        except fetch.NotAllowed:
            raise Invalid(_NO_SERVICE) from None
        if len(self.endpoint) > LONGEST_ENDPOINT:
            raise Invalid(_NO_SERVICE)


def key_for_browsers() -> str | None:
    """With which browsers subscribe here; None where this desk tells no devices (COMMONDESK_PUSH)."""
    return vapid.public_key() if settings.COMMONDESK.push else None


def turn_on_for_librarian(
    librarian: Librarian, session_key: str, subscription: Subscription, language: str
) -> PushDevice:
    """Tell this person on this browser, until the session ends; again is the same device.

    Whoever else of the staff was told on it is so no more. Raises NoPush, Invalid.
    """
    _refuse_where_none()
    subscription.refuse_unless_good()
    with transaction.atomic():
        hold_still(librarian)
        mark = digest(subscription.endpoint)
        PushDevice.objects.filter(digest=mark, librarian__isnull=False).exclude(librarian=librarian).delete()
        values = _values(subscription, language) | {"session_key": session_key}
        device = PushDevice.objects.update_or_create(
            librarian=librarian, digest=mark, defaults=values, create_defaults=values | _begun()
        )[0]
        _make_room(librarian.devices.all())
    return device


def turn_on_for_patron(conversation: Conversation, subscription: Subscription, language: str) -> PushDevice:
    """Tell this conversation's patron on this browser while it is open; again is the same device.

    Raises NoPush, Invalid, Closed.
    """
    _refuse_where_none()
    subscription.refuse_unless_good()
    with transaction.atomic():
        locked = Conversation.objects.locked(conversation.code)
        if not locked.is_open:
            raise Closed
        values = _values(subscription, language)
        device = PushDevice.objects.update_or_create(
            conversation=locked,
            digest=digest(subscription.endpoint),
            defaults=values,
            create_defaults=values | _begun(),
        )[0]
        _make_room(locked.devices.all())
    return device


def turn_off(devices: models.QuerySet[PushDevice], number: int) -> bool:
    """Tell this one of `devices` no more; False when it is not there any more."""
    return bool(devices.filter(pk=number).delete()[0])


def of_staff() -> Sequence[PushDevice]:
    """All on which librarians may be told now, each with its end; one query."""
    staff = PushDevice.objects.live().with_end().filter(librarian__isnull=False)
    return list(staff.select_related("librarian"))


def end_session(session_key: str) -> None:
    """Signed out: this browser tells nothing more."""
    PushDevice.objects.filter(session_key=session_key).delete()


def end_all_of(librarian: Librarian) -> None:
    """A changed password, or the account's end: all browsers of this person."""
    PushDevice.objects.filter(librarian=librarian).delete()


def end_patrons(conversation: Conversation) -> None:
    """Erased, or left and wiped: no device is told of it any more."""
    PushDevice.objects.filter(conversation=conversation).delete()


def forget_signed_out(now: dt.datetime) -> None:
    """Delete those of people whose session has run out by itself."""
    sessions = Session.objects.filter(expire_date__gt=now).values("session_key")
    PushDevice.objects.filter(librarian__isnull=False).exclude(session_key__in=sessions).delete()


def _refuse_where_none() -> None:
    if not settings.COMMONDESK.push:
        raise NoPush


def _values(subscription: Subscription, language: str) -> dict[str, object]:
    return {
        "endpoint": subscription.endpoint,
        "p256dh": subscription.p256dh,
        "auth": subscription.auth,
        "language": language,
    }


def _begun() -> dict[str, object]:
    return {"created_at": clock.now()}


def _make_room(devices: models.QuerySet[PushDevice]) -> None:
    kept = list(devices.order_by("-id").values_list("pk", flat=True)[:MOST])
    devices.exclude(pk__in=kept).delete()
