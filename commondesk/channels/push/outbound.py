"""Notices that leave: a delivery of the carrier `push` is sealed for one browser and given to its service.

It is of use for minutes only. What did not get through is tried again soon and then let go; one that comes
twice looks like one. Nothing of it is for a person to decide.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from typing import Any, Final

import structlog
from django.conf import settings

from commondesk.channels.push.slow import SlowServices
from commondesk.channels.push.words import WORDS, payload
from commondesk.desk.push_device import PushDevice
from commondesk.outbox import delivery as outbox
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock, fetch
from commondesk.plumbing.tokens import keyed
from commondesk.plumbing.web_push import seal, vapid

FILLED_TO: Final = 800  # bytes: so that the length tells nobody which notice it is
WITHIN: Final = 10.0  # seconds that a push service may take
LONGEST_WAIT: Final = dt.timedelta(minutes=2)  # that a push service may ask for
TOPIC: Final = 32  # characters at most, of base64url (RFC 8030)
GONE: Final = (404, 410)
SAY_EVERY: Final = 600.0  # seconds
MOST_NAMED: Final = 20  # services in that time: patrons may name as many as they like

log = structlog.get_logger(__name__)
_slow = SlowServices()


def send(delivery: Delivery) -> None:
    """Send it, and write down how that ended: sent, again soon, or of no use any more."""
    said, now = delivery.content, clock.now()
    device = PushDevice.objects.live().filter(pk=said.get("device")).first()
    left = dt.datetime.fromisoformat(said["until"]) - now if device else dt.timedelta(0)
    if device is None or left <= dt.timedelta(0) or not settings.COMMONDESK.push or said["what"] not in WORDS:
        outbox.let_pass(delivery)
        return
    with _slow.speaking_to(device.service) as is_free:
        if is_free:
            _post(delivery, device, said, left)
        else:
            _again(delivery, left)


def _post(delivery: Delivery, device: PushDevice, said: dict[str, Any], left: dt.timedelta) -> None:
    try:
        answer = fetch.post(device.endpoint, _body(device, said), _headers(device, said, left), within=WITHIN)
    except (fetch.NotAllowed, seal.BadKey):  # allowed once, and so taken
        _gone(delivery, device)
    except fetch.NotReached as error:
        _slow.was_silent(device.service)
        _say_that_nothing_leaves(device, str(error))
        _again(delivery, left)
    except fetch.BrokenOff as error:  # perhaps it came; then the second one takes its place
        _slow.was_silent(device.service)
        _answered(delivery, device, error.status or 500, left)
    else:
        _slow.answered(device.service)
        _answered(delivery, device, answer.status, left, answer.headers.get("Retry-After", ""))


def _answered(
    delivery: Delivery, device: PushDevice, status: int, left: dt.timedelta, retry_after: str = ""
) -> None:
    if 200 <= status < 300:
        outbox.sent(delivery)
    elif status in GONE:
        _gone(delivery, device)
    elif status == 429 or status >= 500:
        _again(delivery, left, retry_after)
    else:
        log.warning("A push service did not take a notice.", service=device.service, status=status)
        outbox.let_pass(delivery)


def _body(device: PushDevice, said: dict[str, Any]) -> bytes:
    shown = payload(said["what"], device.language, said["place"], said["tag"])
    message = json.dumps(shown, ensure_ascii=False).encode()
    return seal.sealed(message, device.p256dh, device.auth, fill_to=max(FILLED_TO, len(message)))


def _headers(device: PushDevice, said: dict[str, Any], left: dt.timedelta) -> dict[str, str]:
    """By the topic a service keeps but the last of what a sleeping device has not fetched; it names none."""
    return {
        "Authorization": vapid.authorization(device.endpoint),
        "Content-Encoding": seal.ENCODING,
        "Content-Type": "application/octet-stream",
        "TTL": str(max(1, int(left.total_seconds()))),
        "Urgency": "high",
        "Topic": keyed("push-topic", f"{device.pk}:{said['tag']}")[:TOPIC],
    }


def _again(delivery: Delivery, left: dt.timedelta, retry_after: str = "") -> None:
    """In 2 s, then twice as long each time, later if the service says so; not once it is of no use.

    Never sooner: anybody may name a push service, and one that says "at once" would keep us busy.
    """
    said = dt.timedelta(seconds=int(retry_after[:6]) if re.fullmatch("[0-9]+", retry_after) else 0)
    wait = max(said, dt.timedelta(seconds=2 ** min(delivery.tries, 12)))
    if wait >= left or said >= LONGEST_WAIT:
        outbox.let_pass(delivery)
    else:
        outbox.again_at(delivery, clock.now() + wait)


def _gone(delivery: Delivery, device: PushDevice) -> None:
    """Its browser has forgotten us: whom it belonged to is without it from now on."""
    device.delete()
    outbox.let_pass(delivery)


_said_at: dict[str, float] = {}


def _say_that_nothing_leaves(device: PushDevice, why: str) -> None:
    """Once in ten minutes a service: whoever runs the desk has to let it reach out, or to turn this off."""
    now = time.monotonic()
    for service in [service for service, at in [*_said_at.items()] if now - at >= SAY_EVERY]:
        _said_at.pop(service, None)
    if device.service in _said_at or len(_said_at) >= MOST_NAMED:
        return
    _said_at[device.service] = now
    log.warning(
        "Notices do not reach a push service: this machine must be let out to it by https, port 443. "
        "Or set COMMONDESK_PUSH=off.",
        service=device.service,
        why=why,
    )
