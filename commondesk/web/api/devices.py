"""Under `/conversations/{code}/devices`: where the patron is told that somebody has answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Status

from commondesk.desk import push_device
from commondesk.desk.event import rfc3339
from commondesk.desk.push_device import PushDevice, Subscription
from commondesk.web.access import slow_down_unless
from commondesk.web.api import bodies, shapes
from commondesk.web.api.answers import refusing
from commondesk.web.api.fields import Number
from commondesk.web.api.gate import EITHER, patrons

router = Router(tags=["patron"], auth=EITHER)


@router.get(
    "/conversations/{code}/devices",
    response={200: shapes.Devices, **refusing(404, 410, auth=True)},
    operation_id="devices",
)
def get_devices(request: HttpRequest, code: str) -> dict[str, Any]:
    """With which key a browser subscribes (null where this desk tells none), and who is told already."""
    conversation = patrons(request, code)
    told = [_shown(device) for device in conversation.devices.all()]
    return {"key": push_device.key_for_browsers(), "devices": told}


@router.post(
    "/conversations/{code}/devices",
    response={201: shapes.Device, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="tell_device",
)
def post_device(request: HttpRequest, code: str, given: bodies.Device) -> Status[dict[str, Any]]:
    """Tell this browser, by web push, when somebody answers while the patron is away; again is the same.

    Who waits and has a device is not lost. It is forgotten when the conversation is over.
    """
    conversation = patrons(request, code)
    slow_down_unless(request, "device")
    browser = Subscription(given.endpoint, given.keys.p256dh, given.keys.auth)
    device = push_device.turn_on_for_patron(conversation, browser, get_language() or "en")
    return Status(201, _shown(device))


@router.delete(
    "/conversations/{code}/devices/{number}",
    response={204: None, **refusing(404, 410, auth=True)},
    operation_id="forget_device",
)
def delete_device(request: HttpRequest, code: str, number: Number) -> Status[None]:
    """Tell it no more. Again is the same."""
    push_device.turn_off(patrons(request, code).devices.all(), number)
    return Status(204, None)


def _shown(device: PushDevice) -> dict[str, Any]:
    return {"number": device.pk, "service": device.service, "since": rfc3339(device.created_at)}
