"""Somebody who comes through a proxy from an address of their own (127.0.0.2, 127.0.0.3 ...)."""

from __future__ import annotations

import http.client
import json
import secrets
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 60


@dataclass
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Visitor:
    """Believes the test's certificate alone."""

    def __init__(self, port: int, authority: Path, address: str = "127.0.0.2") -> None:
        self.port, self.address = port, address
        self._trust = ssl.create_default_context(cafile=str(authority))

    def ask(self, method: str, path: str, body: Any = None, token: str = "", **headers: str) -> Got:
        connection = self._connect()
        try:
            sent = _headers(body, token, headers)
            connection.request(
                method, path, body if isinstance(body, bytes | None) else json.dumps(body), sent
            )
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Got(answer.status, told, answer.read())
        finally:
            connection.close()

    def new_question(self, **headers: str) -> Got:
        question = {"key": secrets.token_urlsafe(16), "question": "Where are the maps?"}
        return self.ask("POST", "/api/v1/conversations", question, **headers)

    def say(self, code: str, token: str, body: str, key: str) -> Got:
        message = {"key": key, "body": body}
        return self.ask("POST", f"/api/v1/conversations/{code}/messages", message, token)

    @contextmanager
    def stream(self, code: str, token: str, after: int = 0) -> Iterator[http.client.HTTPResponse]:
        connection = self._connect()
        try:
            path = f"/api/v1/conversations/{code}/stream?after={after}"
            connection.request("GET", path, headers=_headers(None, token, {}))
            yield connection.getresponse()
        finally:
            connection.close()

    def _connect(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection(
            "localhost", self.port, timeout=PATIENCE, context=self._trust, source_address=(self.address, 0)
        )


def until_heard(stream: http.client.HTTPResponse, words: str) -> str:
    """The line of the stream that holds the words, while it stays open."""
    while line := stream.readline().decode():
        if words in line:
            return line
    raise AssertionError(f"the stream ended without {words!r}")


def _headers(body: Any, token: str, more: dict[str, str]) -> dict[str, str]:
    headers = {name.replace("_", "-"): value for name, value in more.items()}
    if body is not None and not isinstance(body, bytes):
        headers["Content-Type"] = "application/json"
    return headers | ({"Authorization": f"Bearer {token}"} if token else {})
