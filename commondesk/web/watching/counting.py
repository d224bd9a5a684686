"""Counts the requests that Django answers, by route and status: outside of all other middleware."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from commondesk.plumbing.tally import tally

FILES: Final = "static files"
NO_ROUTE: Final = "none"


def count_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. A route is told as it is written, `/c/<slug:code>/`, without what stood there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        tally.request(_route(request), response.status_code)
        return response

    return middleware


def _route(request: HttpRequest) -> str:
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    return FILES if request.path.startswith(settings.STATIC_URL) else NO_ROUTE
