"""What routes share: which refusals they may answer with, and how whole texts are answered."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse

from commondesk.web.api.shapes import Problem

# Whatever the route: too large, a parameter that it does not have, the house away.
ALWAYS: Final = (413, 422, 503)
OF_AUTH: Final = (401, 403, 429)


def refusing(*statuses: int, body: bool = False, auth: bool = False) -> dict[int, Any]:
    """The refusals of a route, for its `response=`: those named and those that come with what it is."""
    every = {*statuses, *ALWAYS, *(OF_AUTH if auth else ()), *((408, 415) if body else ())}
    return dict.fromkeys(sorted(every), Problem)


def text(words: str, kind: str, name: str) -> HttpResponse:
    """A text to read or to keep under a name."""
    response = HttpResponse(words, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
