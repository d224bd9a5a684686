"""The public part: which libraries there are, and whether somebody is there now (ON3)."""

from __future__ import annotations

from typing import Annotated, Any, Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from commondesk.consortium.library import Library
from commondesk.desk.asking import queue_for
from commondesk.desk.event import rfc3339
from commondesk.desk.waiting import expected_wait
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import NotVisible
from commondesk.schedule import coverage
from commondesk.web.api import shapes
from commondesk.web.api.answers import refusing

router = Router(tags=["public"])
PAGE: Final = 50


@router.get("/libraries", response={200: shapes.Libraries, **refusing(404)}, operation_id="libraries")
def get_libraries(
    request: HttpRequest,
    response: HttpResponse,
    q: Annotated[str, Field(max_length=80, description="Words of the name, the address or the town.")] = "",
    after: Annotated[str, Field(max_length=64, description="`after` of the page one has.")] = "",
) -> dict[str, Any]:
    """The libraries a patron can choose, by name, 50 at once."""
    rows = Library.objects.filter(is_active=True).named(q)
    if after:
        last = Library.objects.filter(slug=after.replace("\0", "")).first()
        if last is None:
            raise NotVisible
        rows = rows.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    found = list(rows.select_related("system").order_by("name", "pk")[: PAGE + 1])
    response["Cache-Control"] = shapes.FOR_EVERYBODY
    return {
        "libraries": [_library(library) for library in found[:PAGE]],
        "after": found[PAGE - 1].slug if len(found) > PAGE else None,
    }


@router.get(
    "/libraries/{slug:slug}", response={200: shapes.LibraryNow, **refusing(404)}, operation_id="library"
)
def get_library(request: HttpRequest, response: HttpResponse, slug: str) -> dict[str, Any]:
    """One library now: open or not, its week, the honest wait."""
    library = Library.objects.open_to_patrons().select_related("system").filter(slug=slug).first()
    if library is None:
        raise NotVisible
    response["Cache-Control"] = shapes.FOR_EVERYBODY
    return _library(library) | _now(library)


def _library(library: Library) -> dict[str, Any]:
    return {
        "slug": library.slug,
        "name": library.name,
        "short_name": library.called,
        "kind": library.kind,
        "system": library.system.slug if library.system else None,
        "city": library.city,
        "state": library.state,
        "time_zone": library.time_zone,
        "languages": list(library.languages),
        "website": library.website,
        "phone": library.phone,
    }


def _now(library: Library) -> dict[str, Any]:
    now = clock.now()
    queue = queue_for(library)
    wait = expected_wait(queue)
    hours = coverage.on_the_way([queue])[0]
    opens_at, closes_at = hours.next_opening(now), hours.closes_at(now)
    return {
        "greeting": library.greeting,
        "open_now": hours.is_open(now),
        "attended_now": wait.on_duty > 0,
        "opens_at": rfc3339(opens_at) if opens_at else None,
        "closes_at": rfc3339(closes_at) if closes_at else None,
        "expected_wait_seconds": wait.seconds,
        "waiting": wait.waiting,
        "week": [
            {
                "date": day.date.isoformat(),
                "hours": [[rfc3339(opens), rfc3339(closes)] for opens, closes in day.intervals],
                "reason": day.reason,
            }
            for day in hours.week(now)
        ],
    }
