"""What holds for every route, before and after it: size, form, named parameters, CORS, no caches."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja.operation import Operation, PathView

from commondesk.desk.attaching import TOO_LARGE
from commondesk.plumbing.refusal import Invalid, NoForm, NotJson, NotVisible, TooLarge
from commondesk.web.api.problems import NoSuchMethod, refusal_of, respond
from commondesk.web.uploads import LARGEST_UPLOAD

LARGEST_BODY: Final = 64 * 1024
# Any site may ask with a bearer it was given: a script sends it on purpose, never the browser by itself.
# Without `Allow-Credentials` no cookie takes part, so a librarian's desk stays closed to other sites.
CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Retry-After",
}
PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID, Accept-Language",
    "Access-Control-Max-Age": "7200",
}

View = Callable[..., HttpResponseBase]


def fronted(path_view: PathView, *, is_open_to_all_origins: bool) -> View:
    """An address's view with all that holds for every route. CSRF is the gate's, which knows the bearers."""

    view = path_view.get_view()

    def front(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        response = _answer(request, view, path_view, kwargs)
        if is_open_to_all_origins:
            for name, value in CORS.items():
                response[name] = value
        response.setdefault("Cache-Control", "no-store")
        return response

    front.csrf_exempt = True  # type: ignore[attr-defined]
    return front


@csrf_exempt
def not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever else is asked for below `/api/v1/`."""
    return no_store(respond(request, NotVisible()))


def no_store(response: HttpResponse) -> HttpResponse:
    response.setdefault("Cache-Control", "no-store")
    return response


def _answer(
    request: HttpRequest, view: View, path_view: PathView, kwargs: dict[str, Any]
) -> HttpResponseBase:
    methods = {method for each in path_view.operations for method in each.methods}
    if request.method == "OPTIONS":
        return _preflight(methods)
    operation = next((each for each in path_view.operations if request.method in each.methods), None)
    try:
        if operation is None:
            raise NoSuchMethod
        _check(request, operation)
        return view(request, **kwargs)
    except Exception as error:
        response = respond(request, refusal_of(error))
        if operation is None:
            response["Allow"] = _allowed(methods)
        return response


def _check(request: HttpRequest, operation: Operation) -> None:
    """Refuse what is too large, of another type, or named by nobody, before anything is read of it."""
    sources = {model.__ninja_param_source__: model for model in operation.models}
    takes_files = "file" in sources
    if _announced(request) > (LARGEST_UPLOAD if takes_files else LARGEST_BODY):
        raise TooLarge(TOO_LARGE if takes_files else None)
    if takes_files and request.content_type != "multipart/form-data":
        raise NoForm
    body = sources.get("body")
    if body is not None and (request.META.get("CONTENT_LENGTH") or "0") != "0":
        _refuse_other_types(request)
    query = sources.get("query")
    _refuse_unnamed(request, set(query.__ninja_flatten_map__) if query is not None else set())


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


def _refuse_other_types(request: HttpRequest) -> None:
    charset = request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"
    if request.content_type != "application/json" or charset.lower() not in ("utf-8", "utf8"):
        raise NotJson


def _refuse_unnamed(request: HttpRequest, named: Collection[str]) -> None:
    """Only named parameters, each once: paths into relations, operators and lists are not even looked at."""
    errors = []
    for name, values in request.GET.lists():
        if name not in named:
            errors.append({"field": name[:80], "sentence": _("There is no such parameter.")})
        elif len(values) > 1:
            errors.append({"field": name, "sentence": _("Give this once.")})
    if errors:
        raise Invalid(errors=errors[:20])


def _preflight(methods: Collection[str]) -> HttpResponse:
    response = HttpResponse(status=204)
    response["Allow"] = _allowed(methods)
    for name, value in PREFLIGHT.items():
        response[name] = value
    return response


def _allowed(methods: Collection[str]) -> str:
    return ", ".join(sorted({*methods, "OPTIONS"}))
