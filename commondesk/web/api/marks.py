"""Marks on conduct (IN6): `/conversations/{code}/mark`, for staff who see the conversation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from commondesk.desk.mark import lifted_last, mark_on, marks_to_look_at
from commondesk.desk.mark_kind import kinds_in_use
from commondesk.desk.marking import lift, mark
from commondesk.plumbing.refusal import MarkOver, NotAllowed
from commondesk.web.api import bodies, staff_shapes
from commondesk.web.api.answers import refusing
from commondesk.web.api.gate import EITHER, staff, staffs

router = Router(tags=["librarian"], auth=EITHER)


@router.get(
    "/mark-kinds",
    response={200: staff_shapes.MarkKinds, **refusing(404, auth=True)},
    operation_id="mark_kinds",
)
def get_kinds(request: HttpRequest) -> dict[str, Any]:
    """What conduct can be marked as."""
    staff(request)
    return {"kinds": [{"slug": kind.slug, "name": kind.name} for kind in kinds_in_use()]}


@router.get(
    "/marks/to-look-at",
    response={200: staff_shapes.MarksToLookAt, **refusing(403, 404, auth=True)},
    operation_id="marks_to_look_at",
)
def get_to_look_at(request: HttpRequest) -> dict[str, int]:
    """How many marks wait for your second look; for the help desk. The stream says `marks` on a change."""
    librarian = staff(request)
    if not librarian.is_help_desk:
        raise NotAllowed
    return marks_to_look_at(librarian)


@router.get(
    "/conversations/{code}/mark",
    response={200: staff_shapes.MarkInForce, **refusing(404, auth=True)},
    operation_id="mark_in_force",
)
def get_mark(request: HttpRequest, code: str) -> dict[str, Any]:
    """The mark in force on this very conversation, or null."""
    conversation, _librarian = staffs(request, code)
    found = mark_on(conversation.pk)
    return {"mark": found.wire() if found else None}


@router.post(
    "/conversations/{code}/mark",
    response={200: staff_shapes.MarkShape, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="mark",
)
def post_mark(request: HttpRequest, code: str, given: bodies.Marking) -> dict[str, Any]:
    """Mark the conduct in it. A second person looks at it, and it ends by itself at `ends_at`."""
    conversation, librarian = staffs(request, code)
    return mark(conversation, librarian, given.kind, given.seen, given.key).wire()


@router.post(
    "/conversations/{code}/mark/lift",
    response={200: staff_shapes.MarkShape, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="lift_mark",
)
def post_lift(request: HttpRequest, code: str, given: bodies.Lifting) -> dict[str, Any]:
    """End the mark in force: the help desk, or who set it until a second person has looked."""
    conversation, librarian = staffs(request, code)
    found = mark_on(conversation.pk) or lifted_last(conversation.pk, librarian.pk)
    if found is None:
        raise MarkOver
    return lift(found.pk, librarian, given.why).wire()
