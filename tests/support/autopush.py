"""The other side of a push service: the line on which Firefox hears its messages (Mozilla's autopush)."""

from __future__ import annotations

import json
import secrets
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

from tests.support.push_crypto import b64

ANSWERED = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A sealed message for one channel, which is what Firefox calls a subscription."""

    channel: str
    body: bytes
    encoding: str
    ttl: int
    topic: str | None


@dataclass(slots=True)
class _Browser:
    """`unread` by channel and topic, or by channel and version where a message has no topic."""

    channels: set[str] = field(default_factory=set)
    unread: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    line: ServerConnection | None = None


class Autopush:
    """`opens(channel, sender's key or None)` gives a new endpoint, `drops(channel)` ends it.

    Where a browser is away its messages wait for it, unless their time to live is 0.
    """

    def __init__(self, opens: Callable[[str, str | None], str], drops: Callable[[str], None]) -> None:
        self.confirmed: list[int] = []
        self._opens, self._drops = opens, drops
        self._browsers: dict[str, _Browser] = {}
        self._lock = threading.Lock()
        self._server = serve(self._listens, "127.0.0.1", 0, subprotocols=[Subprotocol("push-notification")])
        self.address = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._server.shutdown()

    @property
    def preferences(self) -> dict[str, str | bool | int]:
        return {
            "dom.push.serverURL": self.address,
            "dom.push.testing.allowInsecureServerURL": True,
            "dom.push.connection.enabled": True,  # Marionette would turn it off
            "permissions.default.desktop-notification": 1,
            "alerts.useSystemBackend": False,  # notices by Firefox itself: there is no desktop here
        }

    def carries(self, letter: Letter) -> None:
        with self._lock:
            browser = next(one for one in self._browsers.values() if letter.channel in one.channels)
            if browser.line is None and letter.ttl == 0:
                return
            version = secrets.token_urlsafe(12)
            notification: dict[str, Any] = {
                "messageType": "notification",
                "channelID": letter.channel,
                "version": version,
            }
            if letter.body:
                notification |= {"data": b64(letter.body), "headers": {"encoding": letter.encoding}}
            browser.unread[letter.channel, letter.topic or version] = notification
            _send(browser.line, notification)

    def _listens(self, line: ServerConnection) -> None:
        browser = None
        with suppress(ConnectionClosed):
            for said in line:
                told = json.loads(said)
                kind = told.get("messageType", "ping")
                with self._lock:
                    if kind == "hello":
                        browser = self._greets(line, told)
                    elif browser is not None:
                        self._answers(browser, kind, told)
        with self._lock:
            if browser is not None and browser.line is line:
                browser.line = None

    def _greets(self, line: ServerConnection, told: dict[str, Any]) -> _Browser:
        """Firefox says who it is while it has subscriptions, and drops them all if it is called otherwise."""
        name = told.get("uaid") or uuid.uuid4().hex
        browser = self._browsers.setdefault(name, _Browser())
        browser.line = line
        hello: dict[str, Any] = {
            "messageType": "hello",
            "uaid": name,
            "status": ANSWERED,
            "use_webpush": True,
            "broadcasts": {},
        }
        for message in (hello, *browser.unread.values()):
            _send(line, message)
        return browser

    def _answers(self, browser: _Browser, kind: str, told: dict[str, Any]) -> None:
        if kind == "register":
            channel = told["channelID"]
            browser.channels.add(channel)
            more = {"pushEndpoint": self._opens(channel, told.get("key"))}
            _send(browser.line, {"messageType": kind, "channelID": channel, "status": ANSWERED, **more})
        elif kind == "unregister":
            browser.channels.discard(told["channelID"])
            self._drops(told["channelID"])
            _send(browser.line, {"messageType": kind, "channelID": told["channelID"], "status": ANSWERED})
        elif kind == "ack":
            versions = {update["version"] for update in told["updates"]}
            self.confirmed += [update["code"] for update in told["updates"]]
            browser.unread = {
                where: one for where, one in browser.unread.items() if one["version"] not in versions
            }
        elif kind == "ping":
            _send(browser.line, {})


def _send(line: ServerConnection | None, message: dict[str, Any]) -> None:
    if line is not None:
        with suppress(ConnectionClosed):  # what is unread is said again when it comes back
            line.send(json.dumps(message))
