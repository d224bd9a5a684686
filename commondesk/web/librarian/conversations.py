"""All conversations a person may see, found by state, queue, code or name, page by page."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.queue import Queue
from commondesk.desk.conversation import Conversation
from commondesk.desk.finding import Filters, find
from commondesk.desk.overview import overviews
from commondesk.web.staff import librarian_of, staff_required
from commondesk.web.times import exact_time

State = Conversation.State


@staff_required
def conversations_page(request: HttpRequest) -> HttpResponse:
    """Named filters only; what is no filter or no value of one changes nothing."""
    librarian, filters = librarian_of(request), _filters(request)
    rows, following = find(librarian, filters)
    context = {
        "conversations": _shown(overviews(rows, librarian), librarian),
        "older": _older(filters, following),
        "filters": filters,
        "states": State.choices,
        "queues": Queue.objects.staffed_by(librarian),
    }
    return render(request, "librarian/conversations.html", context)


def _filters(request: HttpRequest) -> Filters:
    given = request.GET
    state = given.get("state", "")
    return Filters(
        state=state if state in State.values else "",
        queue=given.get("queue", "")[:64],
        q=given.get("q", "")[:80],
        mine=given.get("mine") == "true",
        after=given.get("after", "")[:16],
    )


def _older(filters: Filters, following: str | None) -> str:
    """The query of the next page; empty on the last one."""
    if not following:
        return ""
    kept = {
        "state": filters.state,
        "queue": filters.queue,
        "q": filters.q,
        "mine": "true" if filters.mine else "",
    }
    return urlencode({name: value for name, value in kept.items() if value} | {"after": following})


def _shown(found: list[dict[str, Any]], librarian: Librarian) -> list[dict[str, Any]]:
    library = librarian.home_library
    zone = ZoneInfo(library.time_zone if library else the_consortium().time_zone)
    return [
        {
            **one,
            "asked": exact_time(dt.datetime.fromisoformat(one["asked_at"]), zone),
            "state_word": State(one["state"]).label,
        }
        for one in found
    ]
