"""Which requests are the line's: two hot routes, and those that go with them (DESIGN.md section 5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_PATH: Final = re.compile(r"/api/v1/conversations/([0-9a-z]{1,16})/(messages|events|stream|typing)")
_DESK: Final = "/api/v1/desk/stream"
_METHODS: Final = {"messages": "POST", "typing": "POST", "events": "GET", "stream": "GET", "desk": "GET"}


@dataclass(frozen=True, slots=True)
class Route:
    """`name` is messages, events, stream, typing or desk; `code` is empty for the desk."""

    name: str
    code: str

    @property
    def is_desks(self) -> bool:
        return self.name == "desk"

    @property
    def is_stream(self) -> bool:
        """Pages have no streams: whoever asks for one without a bearer is told so by the line."""
        return self.name in ("stream", "desk")


def route_of(method: str, path: str) -> Route | None:
    """The line's route, for its own method or for a browser's question whether it may (OPTIONS)."""
    if path == _DESK:
        route = Route("desk", "")
    elif (match := _PATH.fullmatch(path)) is not None:
        route = Route(match[2], match[1])
    else:
        return None
    return route if method in (_METHODS[route.name], "OPTIONS") else None
