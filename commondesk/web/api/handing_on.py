"""Under `/conversations/{code}/transfer`: handing on, and what receiver and patron say to it (FO1, FO5)."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.desk import transferring
from commondesk.desk.conversation import Conversation
from commondesk.desk.overview import overviews
from commondesk.plumbing.refusal import NotVisible
from commondesk.web.api import bodies, shapes
from commondesk.web.api.answers import refusing
from commondesk.web.api.gate import EITHER, asker, staffs, tells_staff, visible
from commondesk.web.api.talk import standing

router = Router(tags=["librarian"], auth=EITHER)


@router.post(
    "/conversations/{code}/transfer",
    response={200: shapes.Overview, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="transfer",
)
def post_transfer(request: HttpRequest, code: str, given: bodies.Transferring) -> dict[str, Any]:
    """Hand it on with a brief for staff. A person is offered it, and has two minutes to answer."""
    _conversation, librarian = tells_staff(request, code)
    transferring.transfer(code, librarian, _receiver(given.to), given.brief, given.key)
    return _overview(code, librarian)


@router.post(
    "/conversations/{code}/transfer/accept",
    response={200: shapes.Overview, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="accept_transfer",
)
def post_accept(request: HttpRequest, code: str, given: bodies.Act = bodies.NO_KEY) -> dict[str, Any]:
    """Take over what one was offered. Again is the same."""
    _conversation, librarian = staffs(request, code)
    transferring.accept(code, librarian)
    return _overview(code, librarian)


@router.post(
    "/conversations/{code}/transfer/decline",
    response={204: None, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="decline_transfer",
)
def post_decline(request: HttpRequest, code: str, given: bodies.Declining = bodies.NO_WHY) -> Status[None]:
    """The receiver says no, with a word to staff; the patron says that they would rather stay."""
    visible(request, code)
    librarian = asker(request).librarian
    if librarian is None:
        transferring.stay(code)
    else:
        transferring.decline(code, librarian, given.why)
    return Status(204, None)


@router.post(
    "/conversations/{code}/transfer/cancel",
    response={200: shapes.Standing, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="cancel_transfer",
)
def post_cancel(request: HttpRequest, code: str, given: bodies.Act = bodies.NO_KEY) -> dict[str, Any]:
    """Take the offer back before it is answered."""
    _conversation, librarian = staffs(request, code)
    transferring.cancel(code, librarian)
    return standing(request, code)


@router.post(
    "/conversations/{code}/invite",
    response={200: shapes.Overview, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="invite",
)
def post_invite(request: HttpRequest, code: str, given: bodies.Inviting) -> dict[str, Any]:
    """Ask a colleague to help; they answer as to a transfer, and the patron sees them join."""
    _conversation, librarian = tells_staff(request, code)
    transferring.invite(code, librarian, _colleague(given.person, "person"), given.brief, given.key)
    return _overview(code, librarian)


@router.post(
    "/conversations/{code}/step-back",
    response={200: shapes.Standing, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="step_back",
)
def post_step_back(request: HttpRequest, code: str, given: bodies.Act = bodies.NO_KEY) -> dict[str, Any]:
    """Who helps leaves again, or is let go by who holds it."""
    _conversation, librarian = staffs(request, code)
    transferring.step_back(code, librarian, given.key)
    return standing(request, code)


def _receiver(to: bodies.Receiver) -> transferring.Receiver:
    """Who is named. Raises NotVisible, with the field, for nobody we know."""
    if to.person is not None:
        return _colleague(to.person, "to.person")
    found: Queue | Library | None
    if to.queue is not None:
        found, field = Queue.objects.filter(slug=to.queue).first(), "to.queue"
    else:
        found, field = Library.objects.filter(slug=to.library, is_active=True).first(), "to.library"
    return found or _nobody(field)


def _colleague(person: int | str, field: str) -> Librarian:
    named = Q(pk=person) if isinstance(person, int) else Q(email__iexact=person)
    return Librarian.objects.filter(named, is_active=True).first() or _nobody(field)


def _nobody(field: str) -> NoReturn:
    raise NotVisible(errors=[{"field": field, "sentence": _("There is none of this name.")}])


def _overview(code: str, librarian: Librarian) -> dict[str, Any]:
    return overviews(Conversation.objects.filter(code=code), librarian)[0]
