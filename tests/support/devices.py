"""Devices for tests without a browser: keys of their own, at a push service that nobody runs."""

from __future__ import annotations

import datetime as dt
import os
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.contrib.sessions.models import Session

from commondesk.consortium.librarian import Librarian
from commondesk.desk.conversation import Conversation
from commondesk.desk.push_device import (
    PushDevice,
    Subscription,
    turn_on_for_librarian,
    turn_on_for_patron,
)
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from commondesk.plumbing.web_push import base64url


def subscription(endpoint: str = "") -> Subscription:
    """What one more browser would give."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    endpoint = endpoint or f"https://push.example/send/{secrets.token_urlsafe(16)}"
    return Subscription(endpoint, base64url.written(raw), base64url.written(os.urandom(16)))


def session(lasts: dt.timedelta = dt.timedelta(days=7)) -> str:
    """The key of a browser's session."""
    key = secrets.token_hex(16)
    Session.objects.create(session_key=key, session_data="", expire_date=clock.now() + lasts)
    return key


def phone_of(librarian: Librarian, session_key: str = "", language: str = "en") -> PushDevice:
    """A librarian's telephone, on which notices are turned on."""
    return turn_on_for_librarian(librarian, session_key or session(), subscription(), language)


def phone_of_patron(conversation: Conversation, language: str = "en") -> PushDevice:
    return turn_on_for_patron(conversation, subscription(), language)


def told(device: PushDevice) -> list[str]:
    """What this device is to be told, in the order in which it was written down."""
    rows = Delivery.objects.filter(carrier="push", key__endswith=f":{device.pk}").order_by("id")
    return [row.key.split(":")[1] for row in rows]
