"""Wakes by Redis or Valkey: heard by others, never waited for, and made good for once the server is back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
import redis

from commondesk.plumbing import bus, publisher
from commondesk.plumbing.bus import Wake
from commondesk.plumbing.publisher import Publisher
from commondesk.plumbing.redis_listener import RedisListener
from tests.support.valkey import Valkey

EVERYTHING = '["me",["everything",{}]]'
ONE = '["me",["queue:1",{}]]'


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with Valkey() as started:
        yield started


@pytest.fixture
def heard(valkey: Valkey) -> Iterator[list[Wake]]:
    found: list[Wake] = []
    end = bus.subscribe(found.extend)
    listening = RedisListener(valkey.url)
    listening.start()
    until(lambda: listening.connected)
    yield found
    listening.stop()
    end()


def test_what_another_process_says_is_heard(valkey: Valkey, heard: list[Wake]) -> None:
    out = Publisher(valkey.url, bus.CHANNEL, EVERYTHING)
    out.say('["me",["queue:1",{}],["conversation:2",{"seq":3}]]')
    until(lambda: Wake("queue:1") in heard and Wake("conversation:2", {"seq": 3}) in heard)
    assert out.lost_since is None


def test_a_server_that_dies_is_found_again_and_everybody_looks_at_everything(
    valkey: Valkey, heard: list[Wake]
) -> None:
    out = Publisher(valkey.url, bus.CHANNEL, EVERYTHING)
    valkey.kill()
    out.say(ONE)
    until(lambda: out.lost_since is not None)
    heard.clear()
    valkey.start()
    until(lambda: Wake(bus.EVERYTHING) in heard and out.lost_since is None)
    out.say(ONE)
    until(lambda: Wake("queue:1") in heard)


def test_nobody_waits_for_a_server_that_hangs(
    valkey: Valkey, heard: list[Wake], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publisher, "MOST_WAITING", 3)
    out = Publisher(valkey.url, bus.CHANNEL, EVERYTHING)
    out.say(ONE)
    until(lambda: Wake("queue:1") in heard)
    valkey.hang()
    try:
        for _ in range(50):
            out.say('["me",["queue:2",{}]]')
        assert out.lost_since is None, "all was said before the server was even missed"
        until(lambda: out.lost_since is not None)
    finally:
        valkey.wake()
    until(lambda: Wake(bus.EVERYTHING) in heard and out.lost_since is None)


def test_a_listener_finds_out_that_its_server_hangs(valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"PROVE_EVERY": 0.2, "SILENT_FOR": 0.5}.items():
        monkeypatch.setattr(f"commondesk.plumbing.redis_listener.{name}", seconds)
    listening = RedisListener(valkey.url)
    listening.start()
    until(lambda: listening.connected)
    valkey.hang()
    until(lambda: listening.lost_since is not None)
    valkey.wake()
    until(lambda: listening.connected and listening.lost_since is None)
    listening.stop()


def test_what_is_no_wake_of_ours_is_passed_over(valkey: Valkey, heard: list[Wake]) -> None:
    with redis.Redis.from_url(valkey.url) as other:
        for noise in ("hello", b"\xff\xfe", "[" * 7_000):
            other.publish(bus.CHANNEL, noise)
        other.publish(bus.CHANNEL, ONE)
    until(lambda: Wake("queue:1") in heard)
    assert Wake(bus.EVERYTHING) not in heard[1:], "it had to begin anew"


def test_a_publisher_says_that_wakes_are_lost_whatever_the_reason() -> None:
    out = Publisher("redis://127.0.0.1:6379/0?nonsense=1", bus.CHANNEL, EVERYTHING)
    out.say(ONE)
    until(lambda: out.lost_since is not None)


def test_what_is_dropped_while_a_full_queue_is_made_good_for_is_made_good_for_too(
    valkey: Valkey, heard: list[Wake], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = Publisher(valkey.url, bus.CHANNEL, EVERYTHING)
    publish, dropped = out._publish, iter([True])

    def drops_one_meanwhile(payloads: list[str]) -> None:
        publish(payloads)
        out._is_incomplete = next(dropped, out._is_incomplete)

    monkeypatch.setattr(out, "_publish", drops_one_meanwhile)
    out.say(ONE)
    until(lambda: Wake("queue:1") in heard)
    heard.clear()
    out.say(ONE)
    until(lambda: Wake(bus.EVERYTHING) in heard)
