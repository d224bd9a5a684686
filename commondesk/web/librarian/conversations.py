"""All conversations a person may see, found by named filters, page by page; searches saved under a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.desk.classification_rules import TOPICS
from commondesk.desk.conversation import Conversation
from commondesk.desk.counts import Count, open_counts
from commondesk.desk.finding import OPEN, find
from commondesk.desk.overview import overviews
from commondesk.desk.saved_view import SavedView, delete_view, save_view
from commondesk.plumbing.refusal import Refusal
from commondesk.schedule.at_desk import at_desk_of
from commondesk.web.librarian import conversation_filters
from commondesk.web.librarian.conversation_filters import LENGTHS, Asked
from commondesk.web.staff import librarian_of, staff_required
from commondesk.web.times import exact_time
from commondesk.web.undoing import said, say

State = Conversation.State
MOST_BUSY: Final = 20


@staff_required
def conversations_page(request: HttpRequest) -> HttpResponse:
    """Without any query it opens with the default view, if there is one."""
    librarian = librarian_of(request)
    views = list(librarian.saved_views.all())
    default = next((view for view in views if view.is_default), None)
    if default and not request.GET:
        return HttpResponseRedirect(f"{_list()}?{_view_query(default, librarian)}")
    asked = conversation_filters.read(request.GET.dict(), librarian)
    filters = asked.filters(request.GET.get("after", "")[:16])
    rows, following = find(librarian, filters)
    context = {
        "conversations": _shown(overviews(rows, librarian), asked.zone),
        "older": asked.query(after=following) if following else "",
        "given": asked.values,
        "has_more_filters": bool(asked.values.keys() & {"topic", "person", "library", "from", "to", "mine"}),
        "states": [(OPEN, _("any that is open")), *State.choices],
        "topics": sorted(_(topic) for topic in TOPICS),
        "library_named": Library.objects.filter(slug=filters.library).first() if filters.library else None,
        "views": [_view(view, librarian, asked) for view in views],
        "said": said(request),
        **_beside(librarian, asked),
    }
    return render(request, "librarian/conversations.html", context)


@require_POST
@staff_required
def save_view_page(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the list under a name; the list stays where it is."""
    librarian = librarian_of(request)
    asked = conversation_filters.read(request.POST.dict(), librarian)
    try:
        view, before = save_view(
            librarian, request.POST.get("name", ""), asked.values, is_default="is_default" in request.POST
        )
    except Refusal as refusal:
        say(request, str(refusal))
        return _to_the_list(asked.query(everything="1"))
    sentence = _("The view “%(name)s” is saved.") % {"name": view.name}
    if before:
        say(request, sentence, reverse("librarian:view-save"), _posted(before))
    else:
        say(request, sentence, reverse("librarian:view-delete", args=[view.pk]))
    return _to_the_list(_view_query(view, librarian))


@require_POST
@staff_required
def delete_view_page(request: HttpRequest, number: int) -> HttpResponse:
    """Gone at once, and back by one click."""
    view = delete_view(librarian_of(request), number)
    sentence = _("The view “%(name)s” is deleted.") % {"name": view.name}
    say(request, sentence, reverse("librarian:view-save"), _posted(view))
    return _to_the_list("everything=1")


def _beside(librarian: Librarian, asked: Asked) -> dict[str, Any]:
    """The queues one may choose; what is open by state and queue, each with the list it stands for."""
    states, queues = open_counts(librarian)
    chosen = _queues(librarian, [asked.values.get("queue", ""), *queues])
    open_queues = [queue for queue in chosen if queue.slug in queues]
    shown = (State.WAITING, State.TALKING, State.FOLLOWING_UP)
    return {
        "queues": chosen,
        "by_state": [_link(asked, str(state.label), states.get(state), state=state.value) for state in shown],
        "by_queue": [
            _link(asked, queue.name, queues[queue.slug], queue=queue.slug, state=OPEN)
            for queue in open_queues
        ],
    }


def _queues(librarian: Librarian, busy: Sequence[str]) -> list[Queue]:
    """Those one staffs; of thousands, as the help desk, what its desk lists and some of the busy."""
    if not librarian.is_help_desk:
        return list(Queue.objects.staffed_by(librarian))
    listed = list(at_desk_of(librarian))
    more = Queue.objects.filter(slug__in=busy[:MOST_BUSY]).exclude(pk__in=[queue.pk for queue in listed])
    return [*listed, *more]


def _link(asked: Asked, name: str, count: Count | None, **values: str) -> dict[str, Any]:
    """A list at the side: its name, how many stand in it, and whether it is the one that is shown."""
    return {"name": name, "query": urlencode(values), "count": count, "is_here": dict(asked.values) == values}


def _view(view: SavedView, librarian: Librarian, asked: Asked) -> dict[str, Any]:
    """Read again as any address is: what was no filter then, or is none now, changes nothing."""
    known = conversation_filters.read(_texts(view), librarian)
    return {
        "view": view,
        "query": _view_query(view, librarian),
        "is_here": dict(known.values) == dict(asked.values),
    }


def _view_query(view: SavedView, librarian: Librarian) -> str:
    return conversation_filters.read(_texts(view), librarian).query() or "everything=1"


def _texts(view: SavedView) -> dict[str, str]:
    return {name: str(value) for name, value in view.filters.items()}


def _posted(view: SavedView) -> list[tuple[str, str]]:
    """The post that saves it again."""
    kept = [(name, value) for name, value in _texts(view).items() if name in LENGTHS]
    return [("name", view.name), *kept, *([("is_default", "on")] if view.is_default else [])]


def _list() -> str:
    return reverse("librarian:conversations")


def _to_the_list(query: str) -> HttpResponse:
    return HttpResponseRedirect(f"{_list()}?{query}", status=303)


def _shown(found: list[dict[str, Any]], zone: ZoneInfo) -> list[dict[str, Any]]:
    return [
        {
            **one,
            "asked": exact_time(dt.datetime.fromisoformat(one["asked_at"]), zone),
            "state_word": State(one["state"]).label,
        }
        for one in found
    ]
