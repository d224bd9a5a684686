"""`/healthz`, `/readyz`, `/metrics` of page workers; where the line runs, web/watching/doors.py answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from commondesk.plumbing.schema import is_migrated
from commondesk.web.watching.exposition import CONTENT_TYPE, text
from commondesk.web.watching.figures import recent
from commondesk.web.watching.readers import may_read

PATHS: Final = ("/healthz", "/readyz", "/metrics")


def asked_by_any_name(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whoever watches asks each process by its own address, which is no name that patrons type.

    Nothing in these answers hangs on the name.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info in PATHS:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].removeprefix(".")
        return get_response(request)

    return middleware


def healthz(_request: HttpRequest) -> JsonResponse:
    """200 while the database can be asked, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        connection.close()
        return _told({"status": "unavailable"}, 503)
    return _told({"status": "ok"}, 200)


def readyz(_request: HttpRequest) -> JsonResponse:
    """200 while the database can be asked and is as this version needs it, else 503 with what is missing."""
    try:
        lacks = [] if is_migrated() else ["migrations"]
    except (DatabaseError, InterfaceError):
        connection.close()
        lacks = ["database"]
    if lacks:
        return _told({"status": "not ready", "lacks": lacks}, 503)
    return _told({"status": "ready"}, 200)


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of all workers of this server, for those who may read them; 404 for all others."""
    if not may_read(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR")):
        raise Http404
    try:
        figures = recent.figures()
    except (DatabaseError, InterfaceError):
        connection.close()
        figures = None
    return HttpResponse(text(figures), content_type=CONTENT_TYPE)


def _told(said: dict[str, object], status: int) -> JsonResponse:
    answer = JsonResponse(said, status=status)
    answer["Cache-Control"] = "no-store"
    if status != 200:
        answer["Retry-After"] = "2"
    return answer


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
