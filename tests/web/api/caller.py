"""Somebody who calls the interface: with a token, with a session, or with nothing."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from commondesk.consortium.librarian import Librarian
from commondesk.desk.bearer import create_personal
from commondesk.plumbing.tokens import new_key

API = "/api/v1"


class Caller:
    """JSON in, JSON out. `token` as bearer; `session_of` signs in instead, with CSRF unless told."""

    def __init__(self, token: str = "", *, session_of: Librarian | None = None, csrf: bool = True) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers: dict[str, str] = {}
        if token:
            self.headers["authorization"] = f"Bearer {token}"
        if session_of is not None:
            self.client.force_login(session_of)
            if csrf:
                self.client.cookies["commondesk_csrf"] = "c" * 32
                self.headers["x-csrftoken"] = "c" * 32

    @classmethod
    def of(cls, librarian: Librarian) -> Caller:
        """With a personal token."""
        return cls(create_personal(librarian.email))

    def get(self, path: str, **query: Any) -> Any:
        return self._kept(self.client.get(API + path, query, headers=self.headers))

    def post(self, path: str, body: dict[str, Any] | None = None, **more: Any) -> Any:
        headers = self.headers | more.pop("headers", {})
        if body is None:
            return self._kept(self.client.generic("POST", API + path, headers=headers, **more))
        return self.send("POST", path, json.dumps(body), headers=headers, **more)

    def send(
        self, method: str, path: str, raw: str | bytes, kind: str = "application/json", **more: Any
    ) -> Any:
        headers = self.headers | more.pop("headers", {})
        return self._kept(
            self.client.generic(method, API + path, raw, content_type=kind, headers=headers, **more)
        )

    def delete(self, path: str) -> Any:
        return self._kept(self.client.delete(API + path, headers=self.headers))

    def say(self, code: str, body: str, key: str | None = None) -> Any:
        return self.post(f"/conversations/{code}/messages", {"key": key or new_key(), "body": body})

    @staticmethod
    def _kept(response: Any) -> Any:
        """Whatever comes back may be kept by no cache, the public lists apart."""
        if "/libraries" not in response.wsgi_request.path or response.status_code >= 400:
            assert response["Cache-Control"] in ("no-store", "private, no-store"), response.wsgi_request.path
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json"
            assert response.json()["status"] == response.status_code
        return response


def slug_of(response: Any) -> str:
    """The slug of a problem."""
    return response.json()["type"].removeprefix("/problems/")


def fields_of(response: Any) -> list[str]:
    """Which fields a 422 names."""
    return [error["field"] for error in response.json()["errors"]]
