"""The pictures of libraries, for everybody: their patrons' pages and the desk show them."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import re_path
from django.views.decorators.http import require_safe

from commondesk.consortium.logo import public_logo
from commondesk.plumbing.refusal import NotVisible
from commondesk.web.errors import not_found


@require_safe
def logo_file(request: HttpRequest, digest: str, ending: str) -> HttpResponseBase:
    """The address says what it holds, so browsers keep it for good and nobody asks twice.

    Whatever the bytes may be taken for, they run nothing: a picture of this kind, or nothing at all.
    """
    try:
        row, file = public_logo(digest)
    except NotVisible as refusal:
        return not_found(request, refusal)
    response = FileResponse(file, content_type=row.type)
    response["Content-Length"] = str(row.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


urlpatterns = [re_path(r"^logo/(?P<digest>[0-9a-f]{64})\.(?P<ending>png|jpg|webp)$", logo_file, name="logo")]
