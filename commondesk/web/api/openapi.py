"""`/api/v1/openapi.json`: the description of the interface, made from the routes themselves."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from commondesk.web.api import event_kinds, streams
from commondesk.web.api.front import CORS, no_store
from commondesk.web.api.interface import api
from commondesk.web.api.problems import PROBLEM_JSON, NoSuchMethod, respond

PREFIX: Final = "/api/v1"
_RETRY_AFTER: Final = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
_TEXTS: Final = {"transcript_text": "text/plain", "transcript_page": "text/html"}
_FILES: Final = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
_ABOUT: Final = {
    400: "Not HTTP as it should be",
    401: "No token, or one that is unknown or over",
    403: "Visible, but not yours to do",
    404: "Not there, or not yours to see",
    408: "It took too long to arrive",
    409: "Not in this state, see the problem's type",
    410: "Erased by its patron (for 24 hours, then 404)",
    413: "Over 64 kB; with files over 10 MB",
    415: "Not JSON; with files: no form",
    422: "The content needs another look; `errors` says where",
    429: "Too much at once",
    503: "It cannot be kept just now: send it again with the same key",
}


@csrf_exempt
def openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1."""
    if request.method not in ("GET", "HEAD"):
        return no_store(respond(request, NoSuchMethod()))
    response = no_store(JsonResponse(described(), json_dumps_params={"ensure_ascii": False}))
    for name, value in CORS.items():
        response[name] = value
    return response


@cache
def described() -> dict[str, Any]:
    """The whole description: every refusal a Problem, streams and kinds of events beside the routes."""
    schema: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    schema["components"]["schemas"].update(event_kinds.schemas())
    schema["components"]["schemas"]["EventShape"]["description"] += "\n\n" + event_kinds.table()
    for path, methods in schema["paths"].items():
        for method in methods.values():
            _describe(path, method)
    for path, stream in streams.described().items():
        schema["paths"].setdefault(f"{PREFIX}{path}", {})["get"] = stream
    return schema


def _describe(path: str, operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        response["description"] = _ABOUT.get(int(status), response["description"])
        if int(status) >= 400:
            response["content"] = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        if int(status) in (429, 503):
            response["headers"] = _RETRY_AFTER
    if operation["operationId"] == "attachment":
        operation["responses"][200]["content"] = _FILES
    if kind := _TEXTS.get(operation["operationId"]):
        operation["responses"][200]["content"] = {kind: {"schema": {"type": "string"}}}
