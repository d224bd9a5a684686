"""One client of the interface on one connection that stays open, as a proxy keeps them."""

from __future__ import annotations

import http.client
import json
from typing import Any


class Caller:
    """Asks one server; anything but an answer of 2xx is an error."""

    def __init__(self, port: int, token: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._token = token

    def get(self, path: str) -> bytes:
        return self._ask("GET", path, None, self._token)

    def post(self, path: str, body: dict[str, Any], token: str = "") -> dict[str, Any]:
        answer = self._ask("POST", path, json.dumps(body).encode(), token or self._token)
        return dict(json.loads(answer)) if answer else {}

    def _ask(self, method: str, path: str, body: bytes | None, token: str) -> bytes:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status // 100 != 2:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {said[:300]!r}")
        return said
