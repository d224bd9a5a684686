"""`GET /api/v1/desk/stream`: one stream a browser for staff; fetches `events?after=` by what it tells."""

from __future__ import annotations

from commondesk.plumbing.stream import Receive, Send, retry
from commondesk.web.line.admission import admit_to_desk
from commondesk.web.line.desk_follower import DeskFollower
from commondesk.web.line.hub import Hub
from commondesk.web.line.request import Scope, bearer_digest, numbers
from commondesk.web.line.strangers import address_of


async def stream_desk(scope: Scope, receive: Receive, send: Send, hub: Hub) -> None:
    """A snapshot, then what changes, until the client goes. Patrons and analysts have no desk."""
    digest = bearer_digest(scope)
    numbers(scope)
    hub.refuse_another(digest, address_of(scope))
    librarian_id = await hub.reader.ask(admit_to_desk, digest)
    follower = DeskFollower(send, scope, digest, librarian_id)
    await follower.open([])
    follower.put(retry())
    hub.add(follower)
    try:
        await hub.desks.begin_or_end(follower)
        await follower.run(receive)
    finally:
        hub.discard(follower)
