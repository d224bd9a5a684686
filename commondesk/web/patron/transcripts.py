"""A conversation to take along (CL3, PR4): as text, as a page of its own, or all that is held as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from commondesk.consortium.consortium import the_consortium
from commondesk.desk import transcript
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON
from commondesk.plumbing.tokens import read_code
from commondesk.privacy.take import everything
from commondesk.web.access import the_patron
from commondesk.web.drawn import drawn
from commondesk.web.patron.page import for_patrons
from commondesk.web.times import date_of
from commondesk.web.uploads import download


@for_patrons
def take_along(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """`form` is `txt`, `html` or `json`; always a file to save: nothing stays open on a shared screen."""
    conversation = the_patron(request, read_code(code))
    response = FORMS[form](request, conversation)
    response["Content-Disposition"] = f'attachment; filename="conversation-{conversation.code}.{form}"'
    return response


@for_patrons
def file_of(request: HttpRequest, code: str, handle: str) -> FileResponse:
    """A file that came with a message, to be saved."""
    conversation = the_patron(request, read_code(code))
    conversation.refuse_if_erased()
    return download(conversation, handle)


def _text(_request: HttpRequest, conversation: Conversation) -> HttpResponse:
    return HttpResponse(transcript.as_text(conversation, PATRON), content_type="text/plain; charset=utf-8")


def _html(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    zone = transcript.zone_of(conversation)
    events = [entry.event.wire(PATRON) for entry in transcript.entries(conversation, PATRON)]
    context = {
        "conversation": conversation,
        "named": conversation.library or the_consortium(),
        "messages": drawn(events, zone, lambda event: event["by"]["role"] == PATRON),
        "day": date_of(conversation.asked_at, zone),
        "zone": zone.key,
    }
    return render(request, "patron/transcript.html", context)


def _json(_request: HttpRequest, conversation: Conversation) -> JsonResponse:
    return JsonResponse(everything(conversation), json_dumps_params={"indent": 2, "ensure_ascii": False})


FORMS: Final[dict[str, Callable[[HttpRequest, Conversation], HttpResponse]]] = {
    "txt": _text,
    "html": _html,
    "json": _json,
}
