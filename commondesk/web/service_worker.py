"""The script that browsers run when a notice comes: `/service-worker.js`, at the root to lead anywhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from commondesk.plumbing.served_text import as_sent

SCRIPT: Final = "js/service_worker.js"


@require_safe
def service_worker(_request: HttpRequest) -> HttpResponse:
    """For everybody; asked for anew each time, so that no browser goes on with an old one."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@cache
def _script() -> bytes:
    return as_sent(SCRIPT, lambda name: Path(str(finders.find(name))).read_text(encoding="utf-8")).encode()


urlpatterns = [path("service-worker.js", service_worker, name="service-worker")]
