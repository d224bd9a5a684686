"""The librarian's desk: what is going on, being there, which queues ring, canned messages."""

from __future__ import annotations

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from commondesk.consortium.queue import Queue
from commondesk.desk.bearer import issue_line
from commondesk.desk.canning import canned_for, fill
from commondesk.desk.event import rfc3339
from commondesk.desk.snapshot import snapshot
from commondesk.plumbing.refusal import NotAllowed, NotVisible
from commondesk.schedule import presence
from commondesk.web.api import bodies, shapes
from commondesk.web.api.answers import refusing
from commondesk.web.api.gate import EITHER, asker, staff, staffs

router = Router(tags=["librarian"], auth=EITHER)


@router.get(
    "/desk", response={200: shapes.Desk, **refusing(404, auth=True)}, exclude_unset=True, operation_id="desk"
)
def get_desk(request: HttpRequest) -> dict[str, Any]:
    """The desk now: queues, my conversations, who is on duty. The same as the stream's `snapshot`."""
    return snapshot(staff(request))


@router.post(
    "/desk/line-token",
    response={201: shapes.LineToken, **refusing(404, body=True, auth=True)},
    operation_id="line_token",
)
def post_line_token(request: HttpRequest, given: bodies.Act = bodies.NO_KEY) -> Status[Any]:
    """A token for the line, bound to this browser session, for 15 minutes. Only for sessions."""
    librarian = staff(request)
    session_key = asker(request).session_key
    if not session_key:
        raise NotAllowed
    token, expires_at = issue_line(librarian, session_key)
    return Status(201, {"token": token, "expires_at": rfc3339(expires_at)})


@router.post(
    "/desk/here", response={204: None, **refusing(404, body=True, auth=True)}, operation_id="librarian_here"
)
def post_here(request: HttpRequest, given: bodies.Act = bodies.NO_KEY) -> Status[None]:
    """Answer a beat: still at the desk, for 40 seconds more."""
    presence.here(staff(request))
    return Status(204, None)


@router.post(
    "/desk/off-duty", response={204: None, **refusing(404, body=True, auth=True)}, operation_id="off_duty"
)
def post_off_duty(request: HttpRequest, given: bodies.Act = bodies.NO_KEY) -> Status[None]:
    """Stop monitoring every queue at once; open conversations stay (EN2)."""
    presence.go_off_duty(staff(request))
    return Status(204, None)


@router.post(
    "/desk/back-soon", response={204: None, **refusing(404, body=True, auth=True)}, operation_id="back_soon"
)
def post_back_soon(request: HttpRequest, given: bodies.BackSoon) -> Status[None]:
    """Away for some minutes: nobody rings here until then, and colleagues see when one is back (AC10)."""
    presence.back_soon(staff(request), given.minutes)
    return Status(204, None)


@router.post("/desk/limit", response={204: None, **refusing(404, body=True, auth=True)}, operation_id="limit")
def post_limit(request: HttpRequest, given: bodies.ChatLimit) -> Status[None]:
    """An own limit of open conversations, beyond which no new patron rings here (AC10)."""
    presence.limit_chats(staff(request), given.chats)
    return Status(204, None)


@router.post(
    "/queues/{slug:slug}/monitor",
    response={204: None, **refusing(404, body=True, auth=True)},
    operation_id="monitor",
)
def post_monitor(request: HttpRequest, slug: str, given: bodies.Act = bodies.NO_KEY) -> Status[None]:
    """New patrons of this queue ring here from now on."""
    librarian = staff(request)
    presence.monitor(librarian, _queue(slug))
    return Status(204, None)


@router.delete(
    "/queues/{slug:slug}/monitor",
    response={204: None, **refusing(404, auth=True)},
    operation_id="stop_monitoring",
)
def delete_monitor(request: HttpRequest, slug: str) -> Status[None]:
    """No new patrons of this queue; open conversations stay (EN2)."""
    librarian = staff(request)
    presence.stop_monitoring(librarian, _queue(slug))
    return Status(204, None)


@router.get(
    "/canned-messages",
    response={200: shapes.CannedMessages, **refusing(404, 410, auth=True)},
    operation_id="canned_messages",
)
def get_canned_messages(
    request: HttpRequest,
    q: Annotated[str, Field(max_length=200, description="Words of the name, the step or the text.")] = "",
    conversation: Annotated[
        str, Field(max_length=16, description="A code: fill in what is known of it.")
    ] = "",
) -> dict[str, Any]:
    """What this person may send; with a conversation its language first, and filled in."""
    librarian = staff(request)
    about = staffs(request, conversation)[0] if conversation else None
    found = canned_for(librarian, q, about.language if about else "")
    return {
        "canned_messages": [
            {
                "id": message.pk,
                "name": message.name,
                "step": message.step,
                "language": message.language,
                "body": message.body,
                "filled": fill(message, about, librarian, settings.COMMONDESK.base_url) if about else None,
            }
            for message in found
        ]
    }


def _queue(slug: str) -> Queue:
    queue = Queue.objects.filter(slug=slug).first()
    if queue is None:
        raise NotVisible
    return queue
