"""`POST /conversations` and coming back to one: the routes without a token."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.desk.asking import Asked, Question, ask
from commondesk.desk.event import rfc3339
from commondesk.desk.slip import come_back
from commondesk.desk.waiting import expected_wait
from commondesk.plumbing.refusal import NotVisible
from commondesk.web.access import network_address, slow_down_unless
from commondesk.web.api import bodies, shapes
from commondesk.web.api.answers import refusing

router = Router(tags=["patron"])


@router.post(
    "/conversations",
    response={201: shapes.Asked, 200: shapes.Asked, **refusing(404, 409, 429, body=True)},
    operation_id="ask",
)
def post_conversation(request: HttpRequest, given: bodies.Asking) -> Status[Any]:
    """Ask a question. The same key and question within 24 hours answer the same conversation (200)."""
    slow_down_unless(request, "ask")
    question = Question(
        given.question,
        key=given.key,
        library=_library(given.library),
        queue=_queue(given.queue),
        name=given.name,
        email=given.email or "",
        zip_code=given.zip,
        topic=given.topic,
        status=given.status,
        page=given.page,
        source=given.source,
        language=given.language,
        device=given.device,
        address=network_address(request),
    )
    asked = ask(question)
    return Status(200 if asked.again else 201, _asked(asked))


@router.post(
    "/conversations/{code}/token",
    response={201: shapes.Token, **refusing(404, 410, 429, body=True)},
    operation_id="come_back",
)
def post_token(request: HttpRequest, code: str, given: bodies.Words) -> Status[Any]:
    """One more token for the words of the slip. Five wrong tries pause this code for 15 minutes."""
    slow_down_unless(request, "slip")
    return Status(201, {"code": code, "token": come_back(code, given.words)})


def _asked(asked: Asked) -> dict[str, Any]:
    conversation = asked.conversation
    wait = expected_wait(conversation.queue)
    api = f"/api/v1/conversations/{conversation.code}"
    return {
        "code": conversation.code,
        "token": asked.token,
        "words": asked.words,
        "state": conversation.state,
        "expected_wait_seconds": wait.seconds,
        "opens_at": rfc3339(wait.opens_at) if wait.opens_at else None,
        "links": {
            "talk": conversation.talk_path,
            "events": f"{api}/events",
            "stream": f"{api}/stream",
            "transcript": f"{api}/transcript.txt",
        },
    }


def _library(slug: str | None) -> Library | None:
    if slug is None:
        return None
    found = Library.objects.asked_at().filter(slug=slug).first()
    if found is None:
        raise NotVisible(errors=[{"field": "library", "sentence": _("There is no such library.")}])
    return found


def _queue(slug: str | None) -> Queue | None:
    if slug is None:
        return None
    found = Queue.objects.filter(slug=slug, is_active=True).first()
    if found is None:
        raise NotVisible(errors=[{"field": "queue", "sentence": _("There is no such queue.")}])
    return found
