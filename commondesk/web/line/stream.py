"""`GET /api/v1/conversations/{code}/stream`: says hello, sends what the reader lacks, then what comes."""

from __future__ import annotations

from commondesk.plumbing.stream import Receive, Send, compact, frame, retry
from commondesk.web.line.admission import Place, admit_to_follow
from commondesk.web.line.answer import ANY_ORIGIN
from commondesk.web.line.follower import TalkFollower
from commondesk.web.line.hub import Hub
from commondesk.web.line.request import Scope, bearer_digest, last_event_id, numbers
from commondesk.web.line.strangers import address_of


async def stream_conversation(scope: Scope, receive: Receive, send: Send, code: str, hub: Hub) -> None:
    """Follow from Last-Event-ID, else from `after`, else from the start, until the client goes."""
    digest, position = bearer_digest(scope), last_event_id(scope)
    (after,) = numbers(scope, after=0)
    hub.refuse_another(digest, address_of(scope))
    place, rights = await hub.reader.ask(admit_to_follow, digest, code)
    follower = TalkFollower(send, scope, digest, place, rights, hub.talks)
    await follower.open(ANY_ORIGIN)
    follower.put(retry() + _hello(place))
    follower.start(after if position is None else position, place.last)
    hub.add(follower)
    try:
        await follower.run(receive)
    finally:
        hub.discard(follower)


def _hello(place: Place) -> bytes:
    return frame("hello", compact({"last_seq": place.last, "state": place.state}))
