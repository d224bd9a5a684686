"""`GET /api/v1/desk/stream`: one stream a browser for staff; fetches `events?after=` by what it tells."""

from __future__ import annotations

from commondesk.plumbing.refusal import NotVisible
from commondesk.plumbing.stream import Receive, Send, retry
from commondesk.web.line.admission import who_speaks
from commondesk.web.line.desk_follower import DeskFollower
from commondesk.web.line.hub import Hub
from commondesk.web.line.request import Scope, bearer_digest, numbers


async def stream_desk(scope: Scope, receive: Receive, send: Send, hub: Hub) -> None:
    """A snapshot, then what changes, until the client goes. A patron has no desk."""
    digest = bearer_digest(scope)
    numbers(scope)
    hub.refuse_another(digest)
    speaker = await hub.reader.ask(who_speaks, digest)
    if speaker.librarian_id is None:
        raise NotVisible
    follower = DeskFollower(send, scope, digest, speaker.librarian_id)
    await follower.open([])
    follower.put(retry())
    hub.add(follower)
    try:
        await hub.desks.begin_or_end(follower)
        await follower.run(receive)
    finally:
        hub.discard(follower)
