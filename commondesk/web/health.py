"""`GET /healthz` of page workers; where the line runs, web/front.py answers it."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.urls import path


def healthz(_request: HttpRequest) -> JsonResponse:
    """200 while the database can be asked, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        connection.close()
        answer = JsonResponse({"status": "unavailable"}, status=503, headers={"Retry-After": "2"})
    else:
        answer = JsonResponse({"status": "ok"})
    answer["Cache-Control"] = "no-store"
    return answer


urlpatterns = [path("healthz", healthz, name="healthz")]
