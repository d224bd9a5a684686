"""Under `/conversations`: what librarians do with what they may see."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from commondesk.desk import claiming
from commondesk.desk.classifying import classify, confirmed, suggest
from commondesk.desk.conversation import Conversation
from commondesk.desk.finding import Filters, find
from commondesk.desk.note import note
from commondesk.desk.overview import overviews
from commondesk.desk.read_mark import read_up_to
from commondesk.plumbing.refusal import Invalid, NotVisible
from commondesk.web.api import bodies, fields, shapes
from commondesk.web.api.answers import refusing
from commondesk.web.api.gate import EITHER, staff, staffs, tells_staff
from commondesk.web.api.talk import sent, standing
from commondesk.web.days import day_begins, day_ends, zone_of

router = Router(tags=["librarian"], auth=EITHER)

Slug = Annotated[str, Field(max_length=64, description="A slug.")]


@router.get(
    "/conversations",
    response={200: shapes.Overviews, **refusing(404, auth=True)},
    operation_id="conversations",
)
def get_conversations(
    request: HttpRequest,
    state: Annotated[
        shapes.StateOrOpen | None, Field(description="Only those; `open`: any but closed.")
    ] = None,
    queue: Slug | None = None,
    library: Slug | None = None,
    q: Annotated[str, Field(max_length=80, description="A code, or the beginning of a patron's name.")] = "",
    mine: Annotated[shapes.Mine | None, Field(description="`true`: those one holds or has held.")] = None,
    topic: Annotated[
        str, Field(max_length=80, description="What patron or librarian said it was about.")
    ] = "",
    person: Annotated[
        str, Field(max_length=120, description="Who held it: an e-mail address or a name.")
    ] = "",
    words: Annotated[
        str, Field(max_length=200, description="All were said in it, seconds ago at the latest.")
    ] = "",
    since: Annotated[fields.Day | None, Query(None, alias="from", description="Asked then or later.")] = None,
    until: Annotated[fields.Day | None, Query(None, alias="to", description="Asked then or sooner.")] = None,
    after: Annotated[str, Field(max_length=16, description="`after` of the page one has.")] = "",
) -> dict[str, Any]:
    """What one may see, the newest first, 50 at once. Days are those of one's own library."""
    librarian = staff(request)
    zone = zone_of(librarian)
    filters = Filters(
        state=state or "",
        queue=queue or "",
        library=library or "",
        q=q,
        mine=mine == "true",
        after=after,
        topic=topic,
        person=person,
        words=words,
        since=day_begins(since, zone) if since else None,
        until=day_ends(until, zone) if until else None,
    )
    rows, following = find(librarian, filters)
    return {"conversations": overviews(rows, librarian), "after": following}


@router.get(
    "/conversations/{code}",
    response={200: shapes.Overview, **refusing(404, auth=True)},
    operation_id="conversation",
)
def get_conversation(request: HttpRequest, code: str) -> dict[str, Any]:
    """What it is about and where it stands; its words are in the events."""
    return _overview(request, code)


@router.post(
    "/conversations/{code}/claim",
    response={200: shapes.Overview, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="claim",
)
def post_claim(request: HttpRequest, code: str, given: bodies.Act = bodies.NO_KEY) -> dict[str, Any]:
    """Take it; what one holds already answers the same. 409 `claimed-by` says who has it (AC6)."""
    _conversation, librarian = staffs(request, code)
    claiming.claim(code, librarian)
    return _overview(request, code)


@router.post(
    "/conversations/{code}/release",
    response={200: shapes.Standing, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="release",
)
def post_release(request: HttpRequest, code: str, given: bodies.Act = bodies.NO_KEY) -> dict[str, Any]:
    """Give it back to its queue, where it keeps the time it has waited."""
    _conversation, librarian = staffs(request, code)
    claiming.release(code, librarian, given.key)
    return standing(request, code)


@router.post(
    "/conversations/{code}/notes",
    response={201: shapes.Sent, 200: shapes.Sent, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="note",
)
def post_note(request: HttpRequest, code: str, given: bodies.Saying) -> Status[Any]:
    """Leave a note for colleagues; no patron sees it. Also on a closed conversation."""
    conversation, librarian = tells_staff(request, code)
    return sent(request, note(conversation, librarian, given.body, given.key))


@router.post(
    "/conversations/{code}/read",
    response={204: None, **refusing(404, body=True, auth=True)},
    operation_id="read",
)
def post_read(request: HttpRequest, code: str, given: bodies.Read) -> Status[None]:
    """Everything up to `seq` has been seen; an older number changes nothing."""
    conversation, librarian = staffs(request, code)
    read_up_to(conversation, librarian, given.seq)
    return Status(204, None)


@router.get(
    "/conversations/{code}/classify",
    response={200: shapes.Classification, **refusing(404, 410, auth=True)},
    operation_id="classification",
)
def get_classification(request: HttpRequest, code: str) -> dict[str, Any]:
    """What the words suggest, and what a person has confirmed (CL4)."""
    conversation, _librarian = staffs(request, code)
    return {"questions": suggest(conversation), "confirmed": confirmed(conversation)}


@router.post(
    "/conversations/{code}/classify",
    response={200: shapes.Classification, **refusing(404, 410, body=True, auth=True)},
    operation_id="classify",
)
def post_classification(request: HttpRequest, code: str, given: bodies.Classifying) -> dict[str, Any]:
    """Confirm it; confirming again replaces it."""
    conversation, librarian = staffs(request, code)
    try:
        classify(conversation, librarian, [question.model_dump() for question in given.questions])
    except Invalid as refusal:
        # All else has been looked at: what is left is a library that nobody knows.
        raise NotVisible(errors=refusal.extra["errors"]) from None
    return {"questions": suggest(conversation), "confirmed": confirmed(conversation)}


def _overview(request: HttpRequest, code: str) -> dict[str, Any]:
    conversation, librarian = staffs(request, code)
    return overviews(Conversation.objects.filter(pk=conversation.pk), librarian)[0]
