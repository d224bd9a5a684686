"""Under `/conversations/{code}`: `/email` goes on with it by e-mail (EN4, CL2), `/refer` refers it (FO1)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.desk import following_up, referring
from commondesk.desk.conversation import Conversation
from commondesk.desk.overview import overviews
from commondesk.plumbing.refusal import NotVisible
from commondesk.web.api import bodies, shapes
from commondesk.web.api.answers import refusing
from commondesk.web.api.gate import EITHER, staffs

router = Router(tags=["librarian"], auth=EITHER)


@router.post(
    "/conversations/{code}/email",
    response={200: shapes.Overview, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="go_on_by_email",
)
def post_email(request: HttpRequest, code: str, given: bodies.GoingOnByMail) -> dict[str, Any]:
    """End the chat and go on with the question: it stays with its librarian, answers go by e-mail.

    Without an address, told here or left before, they wait at the patron's code.
    """
    _conversation, librarian = staffs(request, code)
    following_up.go_on_by_mail(code, librarian, given.message, given.email, given.key)
    return _overview(code, librarian)


@router.delete(
    "/conversations/{code}/email",
    response={200: shapes.Overview, **refusing(404, 409, 410, auth=True)},
    operation_id="go_on_here",
)
def delete_email(request: HttpRequest, code: str) -> dict[str, Any]:
    """The patron is back: it is a chat again. Again is the same."""
    _conversation, librarian = staffs(request, code)
    following_up.go_on_here(code, librarian)
    return _overview(code, librarian)


@router.post(
    "/conversations/{code}/refer",
    response={200: shapes.Overview, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="refer",
)
def post_refer(request: HttpRequest, code: str, given: bodies.Referring) -> dict[str, Any]:
    """To a library it waits in its queue, to be followed up; of a place elsewhere the patron is told.

    The reason is for staff alone.
    """
    _conversation, librarian = staffs(request, code)
    to = _receiver(given.to)
    referring.refer(code, librarian, to, given.reason, given.why, given.email, given.key)
    return _overview(code, librarian)


def _receiver(to: bodies.ReferredTo) -> Library | referring.Place:
    """Raises NotVisible, with the field, for a library we do not know."""
    if to.place is not None:
        return referring.Place(to.place.name, to.place.contact)
    found = Library.objects.filter(slug=to.library, is_active=True).first()
    if found is None:
        raise NotVisible(errors=[{"field": "to.library", "sentence": _("There is none of this name.")}])
    return found


def _overview(code: str, librarian: Librarian) -> dict[str, Any]:
    return overviews(Conversation.objects.filter(code=code), librarian)[0]
