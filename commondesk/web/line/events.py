"""`GET /api/v1/conversations/{code}/events?after=&limit=`: what a reader lacks, in one answer."""

from __future__ import annotations

from commondesk.desk.event import PAGE
from commondesk.plumbing.stream import compact
from commondesk.web.line.admission import fetch
from commondesk.web.line.reader import Reader
from commondesk.web.line.request import Scope, bearer_digest, numbers


async def get_events(scope: Scope, code: str, reader: Reader) -> tuple[int, bytes]:
    """200 `{events, last_seq, state}`, all numbers the reader's own."""
    digest = bearer_digest(scope)
    after, limit = numbers(scope, after=0, limit=PAGE)
    return 200, await reader.ask(_page, digest, code, after, max(1, min(PAGE, limit)))


def _page(digest: str, code: str, after: int, limit: int) -> bytes:
    place, events = fetch(digest, code, after, limit)
    shown = [event.wire(place.reader) for event in events]
    # An event may have been added between looking at the conversation and at its events.
    last = max(place.last, shown[-1]["seq"] if shown else 0)
    body = compact({"events": shown, "last_seq": last, "state": place.state})
    return body.encode()
