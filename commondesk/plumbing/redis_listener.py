"""Hears wakes of other processes by Redis or Valkey, where COMMONDESK_BUS_URL names one."""

from __future__ import annotations

import time
from typing import Final

import redis

from commondesk.plumbing import bus
from commondesk.plumbing.listener import LOOK_EVERY, Listener
from commondesk.plumbing.publisher import connected_to

PROVE_EVERY: Final = 5.0
SILENT_FOR: Final = 12.0


class RedisListener(Listener):
    """Subscribed to our channel. A server that answers no question for twelve seconds counts as lost."""

    errors = (redis.RedisError, OSError)

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def listen(self) -> None:
        with connected_to(self._url) as server, server.pubsub() as heard:
            heard.subscribe(bus.CHANNEL)
            self._hear(heard)

    def _hear(self, heard: redis.client.PubSub) -> None:
        proved = asked = time.monotonic()
        while not self.stopping.is_set():
            message = heard.get_message(timeout=LOOK_EVERY)
            now = time.monotonic()
            if message is not None:
                proved = now
                self._understand(message)
            if now - max(asked, proved) > PROVE_EVERY:
                heard.ping()
                asked = now
            if now - proved > SILENT_FOR:
                raise redis.TimeoutError("it does not answer")

    def _understand(self, message: dict[str, str]) -> None:
        if message["type"] == "subscribe":
            self.begin()
        elif message["type"] == "message":
            bus.publish(bus.read(message["data"]))
