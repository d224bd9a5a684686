"""Under `/conversations/{code}`: what patron and librarian do alike, told apart by who asks.

With a bearer the server's line takes messages, events and typing before they get here (DESIGN.md section 5);
these do the same by the verbs, and serve sessions.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from ninja import Router, Status

from commondesk.consortium.consortium import the_consortium
from commondesk.desk import closing, transcript
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PAGE, PATRON, EventRow, read_events, rfc3339, role_of
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.desk.typing import typing
from commondesk.plumbing.refusal import NotAllowed
from commondesk.web.access import slow_down_where_long
from commondesk.web.api import bodies, shapes
from commondesk.web.api.answers import refusing, text
from commondesk.web.api.fields import Number, Position
from commondesk.web.api.gate import EITHER, STAFF_ONLY, asker, visible
from commondesk.web.drawn import drawn

router = Router(tags=["conversation"], auth=EITHER)


@router.post(
    "/conversations/{code}/messages",
    response={201: shapes.Sent, 200: shapes.Sent, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="say",
)
def post_message(request: HttpRequest, code: str, given: bodies.Saying) -> Status[Any]:
    """Say something. 201 once it is kept for good; the same key and body again: 200 and the same event."""
    conversation = visible(request, code)
    librarian = asker(request).librarian
    if librarian is None:
        slow_down_where_long(request, given.body)
        event = say_as_patron(conversation, given.body, given.key)
    else:
        event = say_as_librarian(conversation, librarian, given.body, given.key)
    return sent(request, event)


@router.get(
    "/conversations/{code}/events",
    response={200: shapes.Events, **refusing(404, 410, auth=True)},
    exclude_unset=True,
    operation_id="events",
)
def get_events(request: HttpRequest, code: str, after: Position = 0, limit: Number = PAGE) -> dict[str, Any]:
    """What the reader lacks beyond its number `after`, in order, at most 200 at once."""
    conversation = visible(request, code)
    reader = asker(request).reader
    with connection.cursor() as cursor:
        events = read_events(cursor, conversation.pk, reader, after, max(1, min(limit, PAGE)))
    shown = [event.wire(reader) for event in events]
    # An event may have been added between looking at the conversation and at its events.
    last = max(_last(conversation, reader), shown[-1]["seq"] if shown else 0)
    return {"events": shown, "last_seq": last, "state": conversation.state}


@router.post(
    "/conversations/{code}/typing",
    response={204: None, **refusing(404, 410, body=True, auth=True)},
    operation_id="typing",
)
def post_typing(request: HttpRequest, code: str, given: bodies.Typing = bodies.TYPES) -> Status[None]:
    """Tell the other side that one types, or has stopped. Nothing is kept of it."""
    conversation = visible(request, code)
    typing(conversation, asker(request).librarian, is_typing=given.typing)
    return Status(204, None)


@router.post(
    "/conversations/{code}/close",
    response={200: shapes.Standing, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="close",
)
def post_close(request: HttpRequest, code: str, given: bodies.Closing = bodies.NO_WORDS) -> dict[str, Any]:
    """End it. The patron may at any time; the claimant does with a last message, or a reason for none."""
    visible(request, code)
    librarian = asker(request).librarian
    if librarian is None:
        if given.closing or given.reason:
            raise NotAllowed(STAFF_ONLY)
        closing.close_as_patron(code)
    else:
        closing.close(code, librarian, given.closing, given.reason or "", given.key)
    return standing(request, code)


@router.post(
    "/conversations/{code}/reopen",
    response={200: shapes.Standing, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="reopen",
)
def post_reopen(request: HttpRequest, code: str, given: bodies.Act = bodies.NO_KEY) -> dict[str, Any]:
    """Take a closed conversation up again: the patron waits anew, the librarian holds it."""
    visible(request, code)
    librarian, key = asker(request).librarian, given.key
    if librarian is None:
        closing.reopen_as_patron(code, key)
    else:
        closing.reopen(code, librarian, key)
    return standing(request, code)


@router.get(
    "/conversations/{code}/transcript.json",
    response={200: shapes.Transcript, **refusing(404, 410, auth=True)},
    exclude_unset=True,
    operation_id="transcript_json",
)
def get_transcript_json(request: HttpRequest, code: str) -> dict[str, Any]:
    """The whole conversation for programs. A patron's holds no notes."""
    return transcript.as_json(visible(request, code), asker(request).reader)


@router.get(
    "/conversations/{code}/transcript.txt",
    response={200: str, **refusing(404, 410, auth=True)},
    operation_id="transcript_text",
)
def get_transcript_text(request: HttpRequest, code: str) -> HttpResponse:
    """The whole conversation as plain text, its times in the library's time zone."""
    conversation = visible(request, code)
    return text(transcript.as_text(conversation, asker(request).reader), "text/plain", f"{code}.txt")


@router.get(
    "/conversations/{code}/transcript.html",
    response={200: str, **refusing(404, 410, auth=True)},
    operation_id="transcript_page",
)
def get_transcript_page(request: HttpRequest, code: str) -> HttpResponse:
    """The whole conversation as a page that needs nothing else, to print or to keep."""
    conversation, reader = visible(request, code), asker(request).reader
    zone = transcript.zone_of(conversation)
    events = [entry.event.wire(reader) for entry in transcript.entries(conversation, reader)]
    role = role_of(reader)
    context = {
        "conversation": conversation,
        "named": conversation.library or the_consortium(),
        "messages": drawn(events, zone, lambda event: event["by"]["role"] == role),
        "zone": zone.key,
    }
    return text(render_to_string("patron/transcript.html", context, request), "text/html", f"{code}.html")


def sent(request: HttpRequest, event: EventRow) -> Status[Any]:
    """201 for a new event, 200 for the same again."""
    number = event.patron_seq if asker(request).reader == PATRON else event.seq
    return Status(200 if event.again else 201, {"seq": number, "at": rfc3339(event.at)})


def standing(request: HttpRequest, code: str) -> dict[str, Any]:
    """Where the conversation stands after a verb."""
    conversation = Conversation.objects.get(code=code)
    return {"code": code, "state": conversation.state, "last_seq": _last(conversation, asker(request).reader)}


def _last(conversation: Conversation, reader: str) -> int:
    return conversation.last_patron_seq if reader == PATRON else conversation.last_seq
