"""The part of a talk that offers to tell its patron on their device: fetched where that can work."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commondesk.desk.push_device import key_for_browsers
from commondesk.plumbing.refusal import NotVisible
from commondesk.plumbing.tokens import read_code
from commondesk.web.access import the_patron
from commondesk.web.patron.page import for_patrons


@for_patrons
def device_part(request: HttpRequest, code: str) -> HttpResponse:
    """Not found where this desk tells no devices, so that nothing is offered."""
    conversation = the_patron(request, read_code(code))
    conversation.refuse_if_erased()
    key = key_for_browsers()
    if key is None:
        raise NotVisible
    told = conversation.devices.values_list("pk", flat=True)
    context: dict[str, Any] = {"key": key, "told": " ".join(map(str, told))}
    return render(request, "patron/_device.html", context)
