"""A patient client of the wire contract: retries with the same key, follows a stream from where it is."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 180
LONGEST_PAUSE = 1.0


class Answer:
    """What the desk said to one request."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.body = body

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class ApiClient:
    """Speaks with one bearer token (or none), one connection a request; `comes_from` is what a proxy says."""

    def __init__(self, address: str, token: str = "", comes_from: str = "") -> None:
        self.host = urlsplit(address).netloc
        self.token = token
        self.comes_from = comes_from

    def host_of(self, method: str, path: str) -> str:
        """Who answers this; where there are several, as their proxy would choose."""
        return self.host

    def call(self, method: str, path: str, body: Any = None) -> Answer:
        """One try; OSError or HTTPException when the desk is away."""
        connection = http.client.HTTPConnection(self.host_of(method, path), timeout=30)
        try:
            headers = {"Content-Type": "application/json"} | self._headers()
            data = None if body is None else json.dumps(body)
            connection.request(method, f"/api/v1{path}", data, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read())
        finally:
            connection.close()

    def insist(self, method: str, path: str, body: Any = None) -> Answer:
        """Try until the desk answers, as a browser does: away, 429 and 503 are tried again, unchanged."""
        until = time.monotonic() + PATIENCE
        pause = 0.05
        while True:
            try:
                answer = self.call(method, path, body)
                if answer.status not in (429, 502, 503):
                    return answer
            except (OSError, http.client.HTTPException):
                pass
            if time.monotonic() > until:
                raise TimeoutError(f"{method} {path} was not answered for {PATIENCE} seconds")
            # As browsers do: hundreds that knock all the time would keep a desk from coming up at all.
            time.sleep(random.uniform(pause / 2, pause))
            pause = min(LONGEST_PAUSE, pause * 2)

    def _headers(self) -> dict[str, str]:
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return bearer | ({"X-Forwarded-For": self.comes_from} if self.comes_from else {})


class Follower(threading.Thread):
    """Follows a conversation's events over every break; `seen` is what it was sent, in order."""

    def __init__(self, client: ApiClient, code: str) -> None:
        super().__init__(daemon=True)
        self.client = client
        self.code = code
        self.seen: list[dict[str, Any]] = []
        self.connections = 0
        self._stop_it = threading.Event()

    @property
    def last_seq(self) -> int:
        return self.seen[-1]["seq"] if self.seen else 0

    def run(self) -> None:
        while not self._stop_it.is_set():
            try:
                self._follow()
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(random.uniform(0.05, 0.5))

    def wait_for(self, seq: int) -> None:
        """Until the event `seq` has come."""
        until = time.monotonic() + PATIENCE
        while self.last_seq < seq:
            if time.monotonic() > until:
                raise TimeoutError(f"{self.code}: at {self.last_seq}, wanted {seq}")
            time.sleep(0.02)

    def end(self) -> None:
        self._stop_it.set()

    def on_beat(self) -> None:
        """A browser would answer it; here nobody does unless told to."""

    def _follow(self) -> None:
        path = f"/conversations/{self.code}/stream?after={self.last_seq}"
        connection = http.client.HTTPConnection(self.client.host_of("GET", path), timeout=20)
        try:
            connection.request("GET", f"/api/v1{path}", headers=self.client._headers())
            answer = connection.getresponse()
            if answer.status != 200:
                time.sleep(random.uniform(0.05, 0.5))
                return
            self.connections += 1
            self._read(answer)
        finally:
            connection.close()

    def _read(self, answer: http.client.HTTPResponse) -> None:
        kind, data = "", ""
        while not self._stop_it.is_set():
            line = answer.readline().decode()
            if not line:
                return
            if line.startswith("event: "):
                kind = line[7:].strip()
            elif line.startswith("data: "):
                data += line[6:].rstrip("\n")
            elif line == "\n":
                if kind == "event":
                    self.seen.append(json.loads(data))
                elif kind == "beat":
                    self.on_beat()
                kind, data = "", ""
