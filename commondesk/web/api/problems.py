"""Every "no" of the interface as RFC 9457 problem+json, in the language the client asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Final

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from commondesk.plumbing.refusal import (
    Broken,
    Invalid,
    NoToken,
    NotVisible,
    Refusal,
    TooLarge,
    TryAgain,
    problem,
)

PROBLEM_JSON: Final = "application/problem+json"

log = structlog.get_logger(__name__)


class NoSuchMethod(Refusal):
    slug = "no-such-method"
    status = 405
    title: ClassVar[str | Promise] = _("This address does not do that.")


# What a person can act on; pydantic's own words speak of types and values.
_SENTENCES: Final = {
    "missing": _("This is needed."),
    "extra_forbidden": _("There is no such field."),
    "string_type": _("This must be text."),
    "string_unicode": _("This holds characters that are no text."),
    "string_too_short": _("This is too short: at least {min_length} characters."),
    "string_too_long": _("This is too long: at most {max_length} characters."),
    "string_pattern_mismatch": _("This does not have the right form: {pattern}"),
    "int_type": _("This must be a whole number."),
    "bool_type": _("This must be true or false."),
    "greater_than_equal": _("This must be at least {ge}."),
    "less_than_equal": _("This must be at most {le}."),
    "literal_error": _("This must be one of: {expected}."),
    "too_short": _("There must be at least {min_length}."),
    "too_long": _("There may be at most {max_length}."),
    "list_type": _("This must be a list."),
    "whole_number": _("This must be a whole number, 0 or more."),
    "one_receiver": _("Name one of these: a queue, a library or a person."),
    "model_attributes_type": _("This must be a JSON object."),
    "model_type": _("This must be a JSON object."),
}  # fmt: skip
_ELSE: Final = _("This needs another look.")


_NO_FORM: Final = _("This form cannot be read. Please send it again.")


def _no_object() -> Refusal:
    return Invalid(_("This is not a JSON object."))


_KNOWN: Final[tuple[tuple[type[Exception], Callable[[], Refusal]], ...]] = (
    (AuthenticationError, NoToken),
    (Http404, NotVisible),
    (RequestDataTooBig, TooLarge),
    (MultiPartParserError, lambda: Invalid(_NO_FORM)),
    (TooManyFilesSent, lambda: Invalid(_NO_FORM)),
    (TooManyFieldsSent, lambda: Invalid(_NO_FORM)),
    (UnreadablePostError, lambda: Invalid(_NO_FORM)),
    (HttpError, _no_object),  # ninja's own word for a body that cannot be read
    (OperationalError, TryAgain),
    (InterfaceError, TryAgain),
)


def respond(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a response; Retry-After where waiting helps."""
    body = json.dumps(problem(refusal, request.path), ensure_ascii=False).encode("utf-8", "backslashreplace")
    response = HttpResponse(body, status=refusal.status, content_type=PROBLEM_JSON)
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    if refusal.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def refusal_of(error: Exception) -> Refusal:
    """What is said of any error: a refusal as it is, everything unexpected as ours, after it was logged."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, ValidationError):
        return _invalid(error.errors)
    for kind, refusal in _KNOWN:
        if isinstance(error, kind):
            return refusal()
    log.error("The interface failed.", exc_info=error)
    return Broken()


def handle_with(api: NinjaAPI) -> None:
    """Let the interface answer all errors in this way."""
    for kind in (Exception, Refusal, ValidationError, AuthenticationError, HttpError, Http404):
        api.add_exception_handler(kind, _answer)


def _answer(request: HttpRequest, error: Any) -> HttpResponse:
    return respond(request, refusal_of(error))


def _invalid(errors: Iterable[dict[str, Any]]) -> Invalid:
    return Invalid(errors=[{"field": _field(error["loc"]), "sentence": _sentence(error)} for error in errors])


def _field(where: Sequence[str | int]) -> str:
    """`questions.0.kind`: without what ninja puts first, the part of the request and the parameter."""
    skipped = 2 if where and where[0] == "body" else 1
    return ".".join(str(step) for step in where[skipped:])


def _sentence(error: dict[str, Any]) -> str | Promise:
    sentence = _SENTENCES.get(error["type"], _ELSE)
    return format_lazy(sentence, **error.get("ctx", {}))
