"""The push service that the maker of a browser runs: what a desk posts to it reaches one browser (RFC 8030).

For tests without a browser `subscription()` makes one up, whose messages `heard()` reads. Firefox is given
`preferences` and then uses this service for its own (autopush.py). Chromium can use Google's service alone;
what a push would bring is handed to its worker by worker_push.py.
"""

from __future__ import annotations

import json
import re
import secrets
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Self

import pytest

from tests.support.authority import Authority
from tests.support.autopush import Autopush, Letter
from tests.support.push_crypto import BadSeal, BrowserKeys, vouched

LONGEST = 4096
PATIENCE = 60.0
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
URGENCIES = ("very-low", "low", "normal", "high")


@dataclass(frozen=True, slots=True)
class Post:
    """One message as it came. `claims` are the sender's (RFC 8292), `status` is what was answered."""

    endpoint: str
    headers: Mapping[str, str]
    body: bytes
    claims: dict[str, Any]
    status: int

    @property
    def was_taken(self) -> bool:
        return _is_good(self.status)


@dataclass(frozen=True, slots=True)
class _Box:
    """Where the messages of one subscription go; only the sender of this key may post, if one was named."""

    sender: str | None
    browser: BrowserKeys | None = None
    channel: str = ""


class Refused(Exception):
    """A post that no push service takes."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class PushService:
    """At `address`, an https address of this machine; `posts` are the messages it could make sense of."""

    def __init__(self, context: ssl.SSLContext, host: str = "127.0.0.1") -> None:
        self.posts: list[Post] = []
        self._boxes: dict[str, _Box] = {}
        self._gone: set[str] = set()
        self._says: tuple[int, dict[str, str]] = (201, {})
        self._is_silent = False
        self._closes = threading.Event()
        self._server = _TlsHttpServer(context, _handler(self))
        self.address = f"https://{host}:{self._server.server_port}"
        self._autopush = Autopush(self._opens, self._drops)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._autopush.__enter__()
        return self

    def __exit__(self, *_: Any) -> None:
        self._closes.set()
        self._server.shutdown()
        self._server.server_close()
        self._autopush.__exit__()

    @property
    def preferences(self) -> dict[str, str | bool | int]:
        """What Firefox must be told to use this service, with notices allowed on all sites."""
        return self._autopush.preferences

    def subscription(self, sender: str | None = None) -> dict[str, Any]:
        """As `PushSubscription.toJSON()` gives it, of a browser that is none; `sender` is the desk's key."""
        browser = BrowserKeys()
        endpoint = self._box(_Box(sender, browser))
        return {"endpoint": endpoint, "expirationTime": None, "keys": browser.told}

    def heard(self) -> list[str]:
        """What the made-up browsers were told, in order."""
        taken = [(self._boxes[post.endpoint].browser, post) for post in self.posts if post.was_taken]
        return [browser.opens(post.body).decode() for browser, post in taken if browser]

    def waits_for(self, posts: int) -> list[Post]:
        """All posts, as soon as there are that many."""
        return _until(posts, self.posts)

    def waits_until_delivered(self, messages: int) -> list[int]:
        """How Firefox confirmed each, once that many are: 100 given to the worker, 101 not to be read,
        102 not handled."""
        return _until(messages, self._autopush.confirmed)

    def says(self, status: int, **headers: str) -> None:
        """What good posts are answered from now on: `says(429, Retry_After="30")`; 201 takes them again."""
        self._is_silent = False
        self._says = status, {name.replace("_", "-"): value for name, value in headers.items()}

    def falls_silent(self) -> None:
        """Posts are read and never answered."""
        self._is_silent = True

    def forgets(self, endpoint: str) -> None:
        """As when a browser unsubscribes: 410 from now on."""
        self._gone.add(endpoint)

    def takes(self, endpoint: str, headers: Message, body: bytes) -> tuple[int, dict[str, str]] | None:
        """What to answer to a post; None for silence. Raises Refused."""
        box = self._boxes.get(endpoint)
        if box is None:
            raise Refused(404, "Nobody has subscribed here.")
        if endpoint in self._gone:
            raise Refused(410, "This subscription is over.")
        claims = _sender(box, headers.get("Authorization"), self.address)
        _refuse_what_is_malformed(headers, body)
        status, more = self._says
        self.posts.append(Post(endpoint, dict(headers), body, claims, 0 if self._is_silent else status))
        if self._is_silent:
            self._closes.wait(PATIENCE)
            return None
        if _is_good(status):
            message = f"{self.address}/message/{secrets.token_urlsafe(9)}"
            more = {"Location": message, "TTL": headers["TTL"], **more}
            if box.channel:
                self._autopush.carries(_letter(box, headers, body))
        return status, more

    def _opens(self, channel: str, sender: str | None) -> str:
        return self._box(_Box(sender and sender.rstrip("="), channel=channel))

    def _drops(self, channel: str) -> None:
        self._gone |= {endpoint for endpoint, box in self._boxes.items() if box.channel == channel}

    def _box(self, box: _Box) -> str:
        endpoint = f"{self.address}/push/{secrets.token_urlsafe(24)}"
        self._boxes[endpoint] = box
        return endpoint


def _until(count: int, things: list[Any]) -> list[Any]:
    end = monotonic() + PATIENCE
    while len(things) < count:
        assert monotonic() < end, f"{len(things)} of {count} have come."
        sleep(0.05)
    return things


def _is_good(status: int) -> bool:
    return 200 <= status < 300


def _sender(box: _Box, authorization: str | None, address: str) -> dict[str, Any]:
    if authorization is None:
        raise Refused(401, "The header Authorization is missing.")
    try:
        key, claims = vouched(authorization, address)
    except BadSeal as error:
        raise Refused(403, str(error)) from error
    if box.sender not in (None, key):
        raise Refused(403, "The browser has subscribed to somebody else.")
    return claims


def _refuse_what_is_malformed(headers: Message, body: bytes) -> None:
    if not headers.get("TTL", "").isdecimal():
        raise Refused(400, "The header TTL must be a number of seconds.")
    if not TOPIC.fullmatch(headers.get("Topic", "none")):
        raise Refused(400, "The header Topic must have at most 32 letters and digits.")
    if headers.get("Urgency", "normal") not in URGENCIES:
        raise Refused(400, "The header Urgency is none that is known.")
    if body and headers.get("Content-Encoding") != "aes128gcm":
        raise Refused(400, "The message must be sealed as aes128gcm.")
    if len(body) > LONGEST:
        raise Refused(413, "The message is too long.")


def _letter(box: _Box, headers: Message, body: bytes) -> Letter:
    return Letter(
        box.channel, body, headers.get("Content-Encoding", ""), int(headers["TTL"]), headers.get("Topic")
    )


class _TlsHttpServer(ThreadingHTTPServer):
    def __init__(self, context: ssl.SSLContext, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self._context = context

    def get_request(self) -> tuple[Any, Any]:
        """The handshake waits for the connection's own thread."""
        connection, peer = self.socket.accept()
        return self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), peer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up, or trusts us not, is no error of ours."""


def _handler(service: PushService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            try:
                answer = service.takes(service.address + self.path, self.headers, body)
            except Refused as refused:
                self._say(refused.status, {}, {"code": refused.status, "message": str(refused)})
            else:
                if answer:
                    self._say(*answer)

        def _say(self, status: int, headers: Mapping[str, str], what: dict[str, Any] | None = None) -> None:
            said = json.dumps(what or {}).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            """Nothing to tell."""

    return Handler


@contextmanager
def within_reach(folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """A push service that this process believes and may go to."""
    authority = Authority(folder)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    inside = {"reach_inside": (ip_network("127.0.0.1"),)}
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update=inside)
    with PushService(authority.vouches("127.0.0.1")) as started:
        yield started
