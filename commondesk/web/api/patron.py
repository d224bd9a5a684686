"""Under `/conversations/{code}`: what only the patron of it does, with the token of the asking."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from commondesk.channels.email.transcript_mail import mail_transcript
from commondesk.desk import closing
from commondesk.desk.patron_address import leave_address
from commondesk.desk.rating import rate
from commondesk.desk.signs_of_life import seen
from commondesk.plumbing.network_address import hashed
from commondesk.plumbing.refusal import Erased
from commondesk.privacy.erasure import erase
from commondesk.privacy.take import everything
from commondesk.web.access import network_address
from commondesk.web.api import bodies, shapes
from commondesk.web.api.answers import refusing
from commondesk.web.api.gate import EITHER, patrons
from commondesk.web.api.talk import standing

router = Router(tags=["patron"], auth=EITHER)


@router.post(
    "/conversations/{code}/here",
    response={204: None, **refusing(404, 410, body=True, auth=True)},
    operation_id="patron_here",
)
def post_here(request: HttpRequest, code: str, given: bodies.Act = bodies.NO_KEY) -> Status[None]:
    """Answer a beat of the stream: still there. Who waits and is silent for 90 seconds is lost (AC9)."""
    seen(patrons(request, code).pk, beats=True)
    return Status(204, None)


@router.post(
    "/conversations/{code}/leave",
    response={200: shapes.Standing, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="leave",
)
def post_leave(request: HttpRequest, code: str, given: bodies.Act = bodies.NO_KEY) -> dict[str, Any]:
    """Give up waiting. Leaving again is the same."""
    patrons(request, code)
    closing.leave(code)
    return standing(request, code)


@router.post(
    "/conversations/{code}/rating",
    response={200: shapes.Rating, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="rate",
)
def post_rating(request: HttpRequest, code: str, given: bodies.Rated) -> dict[str, Any]:
    """Say whether it was answered, once a librarian has answered or it is closed; the last word counts."""
    rating = rate(patrons(request, code), given.answered, given.stars, given.comment)
    return {"answered": rating.answered, "stars": rating.stars, "comment": rating.comment}


@router.post(
    "/conversations/{code}/address",
    response={204: None, **refusing(404, 410, body=True, auth=True)},
    operation_id="leave_address",
)
def post_address(request: HttpRequest, code: str, given: bodies.Address) -> Status[None]:
    """Leave an e-mail address, in case we lose each other; a later one takes the place of the earlier."""
    leave_address(patrons(request, code), given.email)
    return Status(204, None)


@router.post(
    "/conversations/{code}/transcript/mail",
    response={204: None, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="mail_transcript",
)
def post_transcript_mail(
    request: HttpRequest, code: str, given: bodies.TranscriptTo = bodies.TO_WHOM_IT_WAS_LEFT
) -> Status[None]:
    """Have the transcript mailed (CL3), once somebody has answered; only so often."""
    conversation = patrons(request, code)
    mail_transcript(conversation, given.email or "", hashed(network_address(request)), given.key)
    return Status(204, None)


@router.get(
    "/conversations/{code}/held",
    response={200: shapes.Held, **refusing(404, 410, auth=True)},
    exclude_unset=True,
    operation_id="held",
)
def get_held(request: HttpRequest, code: str) -> dict[str, Any]:
    """Everything that is held about this conversation, and when it goes (PR4)."""
    return everything(patrons(request, code))


@router.delete(
    "/conversations/{code}",
    response={204: None, **refusing(404, auth=True)},
    operation_id="erase",
)
def delete_conversation(request: HttpRequest, code: str) -> Status[None]:
    """Erase it for good (PR4). Again is the same; reads answer 410 for 24 hours and 404 after that."""
    try:
        patrons(request, code)
    except Erased:
        return Status(204, None)
    erase(code)
    return Status(204, None)
