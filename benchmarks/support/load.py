"""A light load: keep-alive connections that post as soon as they are answered, and followers of streams.

Answers are kept as bytes and read after the run, so that the load costs little while it runs.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

P = TypeVar("P", bound=asyncio.Protocol)
HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_NUMBER = re.compile(rb"^id: *(\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation as its patron reaches it."""

    code: str
    token: str

    @property
    def messages(self) -> str:
        return f"/api/v1/conversations/{self.code}/messages"

    @property
    def stream(self) -> str:
        return f"/api/v1/conversations/{self.code}/stream"


def post(path: str, token: str, body: bytes) -> bytes:
    """A whole POST request."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def get(path: str, token: str, extra: str = "") -> bytes:
    """A whole GET request; `extra` are more header lines, each ended by CRLF."""
    bearer = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{bearer}{extra}\r\n".encode()


@dataclass(slots=True)
class Sent:
    """A message and what became of it; times are of `time.perf_counter`."""

    key: str
    sent: float
    answered: float = 0.0
    answer: bytes = b""

    @property
    def status(self) -> int:
        return int(self.answer[9:12] or 0)

    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.answer.partition(HEAD_END)[2] or b"{}"))


class Sender(asyncio.Protocol):
    """Posts messages one after the other: the next when the last was answered, or `every` so many seconds."""

    def __init__(self, talk: Talk, name: str, limit: int, every: float = 0.0) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.sent: list[Sent] = []
        self.talk = talk
        self.transport: asyncio.Transport
        self._name = name
        self._limit = limit
        self._every = every
        self._buffer = b""
        self._end = 0.0
        self._head = post(talk.messages, talk.token, self._body("0" * 24))[:-_BODY_SIZE]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def begin(self, end: float) -> None:
        """Send until `end`, a time of `time.perf_counter`."""
        self._end = end
        self._next()

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer = self._buffer + data if self._buffer else data
        head_size = buffer.find(HEAD_END)
        if head_size < 0:
            return
        length = _LENGTH.search(buffer, 0, head_size + 2)
        if length and len(buffer) < head_size + 4 + int(length[1]):
            return
        self._buffer = b""
        last = self.sent[-1]
        last.answered, last.answer = time.perf_counter(), buffer
        if self._every:
            asyncio.get_running_loop().call_later(self._every, self._next)
        else:
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _next(self) -> None:
        now = time.perf_counter()
        if now >= self._end or len(self.sent) >= self._limit:
            if not self.done.done():
                self.done.set_result(None)
            return
        key = f"{self._name}-{len(self.sent):0{23 - len(self._name)}d}"
        self.sent.append(Sent(key, now))
        self.transport.write(self._head + self._body(key))

    def _body(self, key: str) -> bytes:
        return b'{"key":"%s","body":"%s"}' % (key.encode(), BODY)


BODY = b"Is the county census of 1920 on film with you, or at the state archive? (benchmark)"
_BODY_SIZE = len(b'{"key":"","body":""}') + 24 + len(BODY)


class Follower(asyncio.Protocol):
    """Reads a stream; keeps every piece with the time it came."""

    def __init__(self, request: bytes, *, keep: bool = True) -> None:
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.pieces: list[tuple[float, bytes]] = []
        self.transport: asyncio.Transport
        self.lost = False
        self._request = request
        self._keep = keep

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._keep or not self.opened.done():
            self.pieces.append((time.perf_counter(), data))
        if not self.opened.done() and b"event:" in data:
            self.opened.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(self.pieces[:1]))

    def numbers(self) -> list[int]:
        """The `id:` of every event that came, in order."""
        return [int(number) for number in _NUMBER.findall(self.text())]

    def text(self) -> bytes:
        return dechunked(b"".join(piece for _, piece in self.pieces).partition(HEAD_END)[2])

    def arrivals(self) -> list[tuple[float, int]]:
        """When each numbered event had arrived whole."""
        found, seen, raw = [], 0, b""
        for at, piece in self.pieces:
            raw += piece
            numbers = _NUMBER.findall(dechunked(raw.partition(HEAD_END)[2]))
            found += [(at, int(number)) for number in numbers[seen:]]
            seen = len(numbers)
        return found


def dechunked(raw: bytes) -> bytes:
    """A chunked body without its chunk sizes; a last piece that is not whole stays away."""
    parts, at = [], 0
    while (line_end := raw.find(b"\r\n", at)) >= 0:
        size = int(raw[at:line_end].partition(b";")[0] or b"0", 16)
        if size == 0 or line_end + 2 + size > len(raw):
            break
        parts.append(raw[line_end + 2 : line_end + 2 + size])
        at = line_end + 4 + size
    return b"".join(parts)


@dataclass(slots=True)
class Storm:
    """What a number of senders did together."""

    seconds: float
    senders: list[Sender] = field(default_factory=list)

    @property
    def sent(self) -> list[Sent]:
        return [one for sender in self.senders for one in sender.sent]

    @property
    def acknowledged(self) -> list[Sent]:
        return [one for one in self.sent if one.status in (200, 201)]

    @property
    def per_second(self) -> float:
        return len(self.acknowledged) / self.seconds

    @property
    def waits(self) -> list[float]:
        """Seconds from each request to its acknowledgement."""
        return [one.answered - one.sent for one in self.acknowledged]


async def storm(
    port: int, talks: list[Talk], *, seconds: float, limit: int, name: str, every: float = 0.0
) -> Storm:
    """One sender a talk, all at once, for so many seconds or at most `limit` messages each."""
    senders = [
        await connect(port, lambda talk=talk, number=number: Sender(talk, f"{name}-{number}", limit, every))
        for number, talk in enumerate(talks)
    ]
    start = time.perf_counter()
    for number, sender in enumerate(senders):
        # Senders at a rate start spread over one interval, not all in one moment.
        delay = every * number / len(senders)
        asyncio.get_running_loop().call_later(delay, sender.begin, start + seconds)
    await asyncio.wait_for(asyncio.gather(*(sender.done for sender in senders)), seconds + 60)
    taken = time.perf_counter() - start
    for sender in senders:
        sender.transport.close()
    return Storm(taken, senders)


async def follow(port: int, talks: list[Talk], extra: str = "") -> list[Follower]:
    """One stream a talk, open when this returns."""
    followers = [
        await connect(port, lambda talk=talk: Follower(get(talk.stream, talk.token, extra))) for talk in talks
    ]
    await asyncio.wait_for(asyncio.gather(*(follower.opened for follower in followers)), 30)
    return followers


async def connect(port: int, make: Callable[[], P]) -> P:
    _, protocol = await asyncio.get_running_loop().create_connection(make, "127.0.0.1", port)
    return protocol
