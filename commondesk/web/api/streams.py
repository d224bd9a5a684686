"""The two event streams, as the description of the interface tells of them; the line serves them."""

from __future__ import annotations

from typing import Any, Final

_CODE: Final = {"in": "path", "name": "code", "required": True, "schema": {"type": "string"}}
_AFTER: Final = {
    "in": "query",
    "name": "after",
    "required": False,
    "schema": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
    "description": "The reader's number of the last event it has; the header Last-Event-ID wins over it.",
}
_LAST: Final = {"in": "header", "name": "Last-Event-ID", "required": False, "schema": {"type": "string"}}
_TALK: Final = """Server-sent events, for bearers only. Named events and their data:

| event | id | data |
|---|---|---|
| `hello` | no | `{last_seq, state}`, at once; none within 5 seconds: poll `events` instead |
| `event` | its `seq` | an event, as `events` shows it: first what the reader lacks, then what comes |
| `typing` | no | `{by, typing}` |
| `beat` | no | `{}`, every 15 seconds; a waiting patron answers each with `POST .../here` |
| `reset` | no | `{last_seq}`: the reader is beyond the last (a backup was restored); all from the start |
| `end` | no | `{reason}`: `restart` (come back after `retry`), `rights` (none any more), `erased` |"""
_DESK: Final = """Server-sent events, for line and personal tokens. Nothing is replayed and nothing has an id.

| event | data |
|---|---|
| `snapshot` | as `GET /desk`, at once and whenever rights have changed |
| `queue` | one queue as it is now; the list only of those one monitors |
| `conversation` | `{code, seq}`: one's own conversation has got to this number; ask `events?after=` |
| `here` | `{code}`: the patron of a question that one follows up has its page open; anew every 15 seconds |
| `presence` | `{on_duty}` |
| `channel` | `{slug}`: something is new in this channel of the staff |
| `marks` | `{}`, to the help desk: what waits for a second look has changed; ask `GET /marks/to-look-at` |
| `typing` | `{code, typing}`: the patron of one's conversation types |
| `beat` | `{}`, every 15 seconds; answer each with `POST /desk/here` |
| `end` | `{reason}`: `restart` (come back after `retry`), `rights` (none any more) |"""


def described() -> dict[str, dict[str, Any]]:
    """The streams' operations by their path."""
    return {
        "/conversations/{code}/stream": _stream(
            "stream", "conversation", _TALK, [_CODE, _AFTER, _LAST], (401, 404, 410, 422, 429, 503)
        ),
        "/desk/stream": _stream("desk_stream", "librarian", _DESK, [], (401, 403, 404, 422, 429, 503)),
    }


def _stream(
    operation_id: str, tag: str, about: str, parameters: list[dict[str, Any]], refusals: tuple[int, ...]
) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    opened = {"description": "The stream", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
    return {
        "operationId": operation_id,
        "summary": "Follow",
        "description": about,
        "tags": [tag],
        "parameters": parameters,
        "security": [{"BearerAuth": []}],
        "responses": {"200": opened}
        | {str(each): {"description": "Refused", "content": problem} for each in refusals},
    }
