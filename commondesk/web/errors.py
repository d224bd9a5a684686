"""What a page says when it cannot be shown: the same clothes, and what to do next."""

from __future__ import annotations

from typing import Any, Final

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commondesk.plumbing.refusal import Refusal, problem

RELOAD: Final = _("This page has been open for too long. Please load it anew and try again.")
_TEMPLATES: Final = {400: "400", 403: "403", 404: "404", 410: "gone", 500: "500", 503: "offline"}
_BACK_IN_SECONDS: Final = "30"
OF_STAFF: Final = ("/desk/", "/channel/", "/consortium/", "/library/", "/reports/", "/me/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: a page that was open for long, or another site's doing."""
    return error_page(request, 403, str(RELOAD), "refused")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)


def away(request: HttpRequest, error: OperationalError, *, keep_form: bool = False) -> HttpResponse:
    """The database cannot be reached, is full, or is being restarted: nothing accepted is lost by it.

    With `keep_form` the page holds what was posted, ready to be sent again: for forms without a password.
    """
    sent = [(name, value) for name, values in request.POST.lists() for value in values] if keep_form else []
    response = error_page(request, 503, sent=sent)
    response["Retry-After"] = _BACK_IN_SECONDS
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal with the sentence it brings: as a page, or as problem+json for who asked for JSON."""
    if wants_json(request):
        said = problem(refusal, request.path)
        response: HttpResponse = JsonResponse(
            said, status=refusal.status, content_type="application/problem+json"
        )
    else:
        response = error_page(request, refusal.status, str(refusal))
    return with_retry_after(response, refusal)


def with_retry_after(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    """The answer to a refusal, saying when another try makes sense."""
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks, rather than somebody who is to be shown a page."""
    return request.headers.get("Accept", "").startswith("application/json")


def error_page(
    request: HttpRequest, status: int, sentence: str = "", name: str = "", **context: Any
) -> HttpResponse:
    """An error in our clothes, by its status or by another name; it asks the database for nothing."""
    template = f"errors/{name or _TEMPLATES.get(status, 'refused')}.html"
    context = {"sentence": sentence, "is_desk": request.path.startswith(OF_STAFF), **context}
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    return response
