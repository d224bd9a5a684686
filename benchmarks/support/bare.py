"""The least an ASGI application can do with the same requests: no database, no checks, nothing kept.

It answers a posted message with a number and hands it to the followers of the conversation. What the same
server (uvicorn with uvloop and httptools) makes of it is what everything else is measured against.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_followers: defaultdict[str, list[Send]] = defaultdict(list)
_numbers: defaultdict[str, int] = defaultdict(int)


async def app(scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["method"] == "POST":
        await _message(scope["path"].rpartition("/")[0], receive, send)
    elif scope["path"].endswith("/stream"):
        await _stream(scope["path"].rpartition("/")[0], receive, send)
    else:
        await _answer(send, 200, b"{}")


async def _message(conversation: str, receive: Receive, send: Send) -> None:
    body = b""
    while (part := await receive())["type"] == "http.request":
        body += part["body"]
        if not part.get("more_body"):
            break
    _numbers[conversation] += 1
    seq = _numbers[conversation]
    await _answer(send, 201, b'{"seq":%d,"at":"2026-03-01T14:05:09.123Z"}' % seq)
    if followers := _followers[conversation]:
        data = json.dumps({"seq": seq, "body": json.loads(body)["body"]}).encode()
        frame = b"event: event\nid: %d\ndata: %s\n\n" % (seq, data)
        for follower in followers:
            await follower({"type": "http.response.body", "body": frame, "more_body": True})


async def _stream(conversation: str, receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"event: hello\ndata: {}\n\n", "more_body": True})
    _followers[conversation].append(send)
    while (await receive())["type"] != "http.disconnect":
        pass
    _followers[conversation].remove(send)


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return
        await asyncio.sleep(0)
