"""What a page says when it cannot be shown: the same clothes, and what to do next."""

from __future__ import annotations

from typing import Final

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commondesk.plumbing.refusal import Refusal

_TEMPLATES: Final = {400: "400", 403: "403", 404: "404", 410: "gone", 500: "500", 503: "offline"}
_BACK_IN_SECONDS: Final = "30"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)


def away(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """The database cannot be reached, is full, or is being restarted: nothing accepted is lost by it."""
    response = error_page(request, 503)
    response["Retry-After"] = _BACK_IN_SECONDS
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as a page, with the sentence it brings."""
    response = error_page(request, refusal.status, str(refusal))
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def error_page(request: HttpRequest, status: int, sentence: str = "") -> HttpResponse:
    """An error in our clothes; it asks the database for nothing."""
    template = f"errors/{_TEMPLATES.get(status, 'refused')}.html"
    context = {"sentence": sentence, "is_desk": request.path.startswith("/desk/")}
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    return response
