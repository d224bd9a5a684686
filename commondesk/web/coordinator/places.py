"""Whose hours a page is about: the library's, or those of one of its queues (`?queue=`)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.plumbing.refusal import NotVisible
from commondesk.schedule.coverage import Place


def place_of(request: HttpRequest, library: Library) -> Place:
    """Raises NotVisible for a queue that is not this library's."""
    slug = request.GET.get("queue", "")
    if not slug:
        return library
    queue = library.queues.filter(slug=slug).first() if slug.isascii() and slug.isprintable() else None
    if queue is None:
        raise NotVisible
    return queue


def address(name: str, library: Library, place: Place, *args: object) -> str:
    """The address of a page about the hours of this place."""
    path = reverse(f"coordinator:{name}", args=[library.slug, *args])
    return f"{path}?{urlencode({'queue': place.slug})}" if isinstance(place, Queue) else path


def back_to_hours(library: Library, place: Place) -> HttpResponse:
    """After a post."""
    return HttpResponseRedirect(address("hours", library, place), status=303)
