"""The line on a real socket in a thread of the test's process, and plain clients for it."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from commondesk.plumbing.tokens import new_key
from commondesk.serve import Server
from commondesk.web.front import Front
from commondesk.web.line.app import Line

PATIENCE = 20.0
JSON = "application/json"


class ServedLine:
    """One server; its heartbeat is ten times as fast as in earnest."""

    def __init__(self, beat_seconds: float = 1.5) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        # Small, so that a reader who does not read is noticed before megabytes are on their way.
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 * 1024)
        self.port: int = self._listening.getsockname()[1]
        self.line = Line(beat_seconds)
        self.server = Server(Front(self.line, None))
        self._thread = threading.Thread(target=self.server.run, args=([self._listening],), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        until(lambda: self.server.started)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self._thread.join(timeout=PATIENCE)
        assert not self._thread.is_alive()

    def call(self, method: str, path: str, token: str = "", body: object = None, **headers: str) -> Answer:
        """One request on a connection of its own; `body` as JSON, or as it is when it is bytes."""
        with self.connect() as connection:
            connection.request(method, f"/api/v1{path}", _bytes(body), _headers(token, body, headers))
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())

    def say(self, code: str, token: str, body: str, key: str | None = None) -> Answer:
        message = {"key": key or new_key(), "body": body}
        return self.call("POST", f"/conversations/{code}/messages", token, message)

    def follow(self, code: str, token: str, query: str = "", **headers: str) -> Stream:
        return Stream(self.connect(), f"/api/v1/conversations/{code}/stream{query}", token, headers)

    def follow_desk(self, token: str) -> Stream:
        return Stream(self.connect(), "/api/v1/desk/stream", token, {})

    def connect(self) -> Connection:
        return Connection("127.0.0.1", self.port, timeout=PATIENCE)


class Connection(http.client.HTTPConnection):
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def slug(self) -> str:
        """What went wrong, by the problem's type."""
        assert self.headers["content-type"] == "application/problem+json"
        return str(self.json["type"]).removeprefix("/problems/")


@dataclass
class Heard:
    """One event of a stream."""

    name: str
    id: int | None
    data: Any


class Stream:
    """A client of a stream, read event by event."""

    def __init__(self, connection: Connection, path: str, token: str, headers: dict[str, str]) -> None:
        self._connection = connection
        connection.request("GET", path, headers=_headers(token, None, headers))
        self._answer = connection.getresponse()
        self.status = self._answer.status
        self.headers = dict(self._answer.getheaders())
        self.retry: int | None = None
        if self.status != 200:
            self.__exit__()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._answer.close()
        self._connection.close()

    def __iter__(self) -> Iterator[Heard]:
        """Every event until the server ends the stream."""
        fields: dict[str, str] = {}
        while line := self._answer.readline().decode():
            name, _, value = line.rstrip("\n").partition(": ")
            if name == "retry":
                self.retry = int(value)
            elif name:
                fields[name] = value
            elif "data" in fields:
                position = int(fields["id"]) if "id" in fields else None
                yield Heard(fields["event"], position, json.loads(fields["data"]))
                fields = {}

    def next(self, name: str) -> Heard:
        """The next event of this name; what comes before it is passed over."""
        return next(heard for heard in self if heard.name == name)

    def take(self, count: int) -> list[Heard]:
        """So many events of the log."""
        return [self.next("event") for _ in range(count)]


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.01)


def _bytes(body: object) -> bytes | None:
    return body if body is None or isinstance(body, bytes) else json.dumps(body).encode()


def _headers(token: str, body: object, more: dict[str, str]) -> dict[str, str]:
    headers = {"Content-Type": JSON} if body is not None else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return headers | {name.replace("_", "-"): value for name, value in more.items()}
