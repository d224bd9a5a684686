"""The reference that a Django project would write first: asynchronous views, the ORM, events by a generator.

Same tables, same durability, same checks under the same row lock: bearer, duplicate, number, insert,
counters. Only the way differs: a transaction a message, in the thread Django's async ORM uses.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import defaultdict
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commondesk.settings")
django.setup()
settings.ROOT_URLCONF = __name__
# As Django advises for ASGI: no kept connections, and with PostgreSQL its pool.
_database = settings.DATABASES["default"]
_database["CONN_MAX_AGE"] = 0
if "postgresql" in _database["ENGINE"]:
    _database["OPTIONS"] = {**_database.get("OPTIONS", {}), "pool": {"min_size": 4, "max_size": 16}}
# Only what can run asynchronously and every site has: sessions and accounts would make it slower still.
settings.MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]

from commondesk.desk.bearer import Bearer  # noqa: E402
from commondesk.desk.conversation import Conversation  # noqa: E402
from commondesk.desk.event import Event  # noqa: E402
from commondesk.desk.log import STAFF_QUIET  # noqa: E402
from commondesk.plumbing import clock  # noqa: E402

Queue = asyncio.Queue[dict[str, Any]]
_followers: defaultdict[str, list[Queue]] = defaultdict(list)


async def message(request: HttpRequest, code: str) -> JsonResponse:
    said = json.loads(request.body)
    bearer = await _bearer(request)
    if bearer.conversation.code != code:
        return JsonResponse({}, status=404)
    event = await sync_to_async(_add)(code, said["key"], said["body"])
    shown = {"seq": event.patron_seq, "at": event.at.isoformat(), "body": event.body}
    for follower in _followers[code]:
        follower.put_nowait(shown)
    return JsonResponse({"seq": shown["seq"], "at": shown["at"]}, status=201)


async def stream(request: HttpRequest, code: str) -> StreamingHttpResponse:
    await _bearer(request)
    await sync_to_async(_give_back_the_connection)()
    return StreamingHttpResponse(_frames(code), content_type="text/event-stream")


def _give_back_the_connection() -> None:
    """Or else each stream keeps one of the pool's. Only in the request's own thread it is the right one."""
    connection.close()


async def _bearer(request: HttpRequest) -> Bearer:
    token = request.headers["Authorization"].removeprefix("Bearer ")
    found = Bearer.objects.select_related("conversation")
    return await found.aget(digest=sha256(token.encode()).hexdigest())


@transaction.atomic
def _add(code: str, key: str, body: str) -> Event:
    conversation = Conversation.objects.select_for_update(no_key=True).get(code=code)
    earlier = Event.objects.filter(conversation=conversation, author="patron", key=key).first()
    if earlier is not None:
        return earlier
    conversation.last_seq += 1
    conversation.last_patron_seq += 1
    conversation.last_at = conversation.last_patron_at = clock.now()
    conversation.quiet_due_at = conversation.last_at + STAFF_QUIET
    conversation.save(
        update_fields=["last_seq", "last_patron_seq", "last_at", "last_patron_at", "quiet_due_at"]
    )
    return Event.objects.create(
        conversation=conversation,
        seq=conversation.last_seq,
        patron_seq=conversation.last_patron_seq,
        kind="message",
        author="patron",
        body=body,
        at=conversation.last_at,
        key=key,
    )


async def _frames(code: str) -> AsyncIterator[bytes]:
    queue: Queue = asyncio.Queue()
    _followers[code].append(queue)
    try:
        yield b"event: hello\ndata: {}\n\n"
        while True:
            event = await queue.get()
            yield b"event: event\nid: %d\ndata: %s\n\n" % (event["seq"], json.dumps(event).encode())
    finally:
        _followers[code].remove(queue)


urlpatterns = [
    path("api/v1/conversations/<str:code>/messages", message),
    path("api/v1/conversations/<str:code>/stream", stream),
]
app = ASGIHandler()
