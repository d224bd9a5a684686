"""What a patron can do in a talk: an address an act, posted by a form or by the scripts as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from commondesk.channels.email.transcript_mail import mail_transcript
from commondesk.desk import closing, push_device, transferring
from commondesk.desk.attaching import attach
from commondesk.desk.bearer import end_patron
from commondesk.desk.conversation import Conversation
from commondesk.desk.message import say_as_patron
from commondesk.desk.patron_address import leave_address
from commondesk.desk.rating import rate
from commondesk.plumbing.network_address import hashed
from commondesk.plumbing.refusal import Refusal
from commondesk.plumbing.tokens import read_code, valid_key
from commondesk.privacy.erasure import erase
from commondesk.web.access import (
    bearer,
    forget_patron,
    network_address,
    patron_token,
    slow_down_unless,
    slow_down_where_long,
    the_patron,
)
from commondesk.web.errors import wants_json, with_retry_after
from commondesk.web.patron.page import for_patrons, see_other
from commondesk.web.patron.talking import show
from commondesk.web.uploads import given

State = Conversation.State


@for_patrons
def act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Do it and go back to the talk, or show there why not. Only a post does it; a look leads to the talk,
    because a refusal is shown at this address, and one may load it again or choose another language there."""
    if name not in ACTS:
        raise Http404
    if request.method != "POST":
        return see_other(reverse("patron:talk", args=[code]))
    conversation = the_patron(request, read_code(code))
    try:
        ACTS[name](request, conversation)
    except Refusal as refusal:
        if wants_json(request):
            raise
        typed = {"draft": request.POST.get("body", ""), "email": request.POST.get("email", "")}
        response = show(request, conversation, status=refusal.status, refusal=refusal, **typed)
        return with_retry_after(response, refusal)
    if wants_json(request):
        conversation.refresh_from_db()
        return JsonResponse({"state": conversation.state})
    return _onwards(conversation.code, name)


def _onwards(code: str, name: str) -> HttpResponse:
    if name not in ("wipe", "erase"):
        return see_other(reverse("patron:talk", args=[code]) + ("?mailed" if name == "mail" else ""))
    response = see_other(reverse("patron:goodbye") + ("?erased" if name == "erase" else ""))
    forget_patron(response, code)
    return response


def _say(request: HttpRequest, conversation: Conversation) -> None:
    key, body = request.POST.get("key", ""), request.POST.get("body", "")
    slow_down_where_long(request, body)
    files = request.FILES.getlist("file")
    if files:
        slow_down_unless(request, "files")
        attach(conversation, None, given(files), body, key if valid_key(key) else None)
    else:
        say_as_patron(conversation, body, key if valid_key(key) else None)


def _address(request: HttpRequest, conversation: Conversation) -> None:
    leave_address(conversation, request.POST.get("email", ""))


def _mail(request: HttpRequest, conversation: Conversation) -> None:
    key = request.POST.get("key", "")
    network = hashed(network_address(request))
    mail_transcript(conversation, request.POST.get("email", ""), network, key if valid_key(key) else None)


def _rate(request: HttpRequest, conversation: Conversation) -> None:
    stars = request.POST.get("stars", "")
    rate(
        conversation,
        request.POST.get("answered", ""),
        stars=int(stars) if stars in ("1", "2", "3", "4", "5") else None,
        comment=request.POST.get("comment", ""),
    )


def _wipe(request: HttpRequest, conversation: Conversation) -> None:
    """Leave, and end this device's token (PR7). Who left an address still gets the answer; no device does."""
    if conversation.state in (State.TALKING, State.FOLLOWING_UP) or (
        conversation.state == State.WAITING and not conversation.addresses.exists()
    ):
        closing.close_as_patron(conversation.code)
    push_device.end_patrons(conversation)
    end_patron(bearer(request) or patron_token(request, conversation.code))


ACTS: Final[dict[str, Callable[[HttpRequest, Conversation], None]]] = {
    "say": _say,
    "address": _address,
    "mail": _mail,
    "leave": lambda _request, conversation: closing.leave(conversation.code),
    "close": lambda _request, conversation: closing.close_as_patron(conversation.code),
    "stay": lambda _request, conversation: transferring.stay(conversation.code),
    "reopen": lambda _request, conversation: closing.reopen_as_patron(conversation.code),
    "rate": _rate,
    "erase": lambda _request, conversation: erase(conversation.code),
    "wipe": _wipe,
}
