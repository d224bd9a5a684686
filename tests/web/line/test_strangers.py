"""Wrong tokens and too many streams, counted by address: a flood ends, its neighbours get through."""

from __future__ import annotations

import asyncio
import threading
from ipaddress import ip_network
from typing import Any

import pytest

from commondesk.plumbing.network_address import UNKNOWN
from commondesk.plumbing.tokens import new_key, new_secret
from commondesk.web.line import app, hub, strangers
from commondesk.web.line.strangers import address_of
from tests.cast import make_asked
from tests.web.line.served import ServedLine, until

PROXY = ("10.0.0.1", 1234)


def scope(peer: tuple[str, int] | None, *forwarded: bytes) -> dict[str, Any]:
    return {"client": peer, "headers": [(b"x-forwarded-for", each) for each in forwarded]}


def test_wrong_tokens_are_counted_by_address_and_the_right_one_still_opens(served: ServedLine) -> None:
    asked = make_asked()
    path = f"/conversations/{asked.conversation.code}/events"
    said = [served.call("GET", path, new_secret()) for _ in range(42)]
    assert [answer.status for answer in said[:40]] == [401] * 40
    assert (said[-1].status, said[-1].slug) == (429, "slow-down")
    assert int(said[-1].headers["retry-after"]) >= 1
    assert served.call("GET", path, asked.token).status == 200


def test_all_routes_of_the_line_share_one_count(served: ServedLine) -> None:
    served.line.strangers.wrong_tokens.burst = 3
    code = make_asked().conversation.code
    assert served.say(code, new_secret(), "Hello").status == 401
    assert served.follow(code, new_secret()).status == 401
    assert served.follow_desk(new_secret()).status == 401
    assert served.call("POST", f"/conversations/{code}/typing", new_secret()).status == 429


def test_who_has_waited_is_forgotten(served: ServedLine) -> None:
    counted = served.line.strangers.wrong_tokens
    counted.per_second = 100
    served.call("GET", "/desk/stream", new_secret())
    until(lambda: not counted._left)


def test_long_bodies_are_counted_before_they_are_looked_through_and_short_ones_are_not(
    served: ServedLine,
) -> None:
    served.line.strangers.long_bodies.burst = 3
    asked, key = make_asked(), new_key()
    code, words = asked.conversation.code, "so it goes " * 100
    said = [served.say(code, asked.token, words, key) for _ in range(4)]
    assert [answer.status for answer in said] == [201, 200, 200, 429]
    assert int(said[-1].headers["retry-after"]) == 1
    assert served.say(code, asked.token, "In short").status == 201


def test_addresses_are_those_that_trusted_proxies_vouch_for(settings: Any) -> None:
    assert address_of(scope(("203.0.113.9", 1), b"198.51.100.7")) == "203.0.113.9"
    assert address_of(scope(None)) == UNKNOWN
    update = {"trusted_proxies": (ip_network("10.0.0.0/24"),)}
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update=update)
    assert address_of(scope(PROXY, b"192.0.2.1, 198.51.100.7")) == "198.51.100.7"
    assert address_of(scope(PROXY, b"192.0.2.1", b"198.51.100.7")) == "198.51.100.7"


def test_one_address_does_not_open_streams_without_end(
    served: ServedLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MOST_STREAMS_AN_ADDRESS", 2)
    one, other, third = (make_asked() for _ in range(3))
    with (
        served.follow(one.conversation.code, one.token) as first,
        served.follow(other.conversation.code, other.token) as second,
    ):
        assert (first.status, second.status) == (200, 200)
        until(lambda: len(served.line.hub.followers) == 2)
        assert served.follow(third.conversation.code, third.token).status == 429
    until(lambda: not served.line.hub.followers)
    with served.follow(third.conversation.code, third.token) as after:
        assert after.status == 200


def test_fetches_of_one_token_come_to_the_reader_two_at_a_time(
    served: ServedLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = make_asked()
    path, begun, go_on, said = f"/conversations/{asked.conversation.code}/events", [], threading.Event(), []

    async def get_events(*_: Any) -> tuple[int, bytes]:
        begun.append(1)
        while not go_on.is_set():
            await asyncio.sleep(0.01)
        return 200, b"{}"

    def fetch() -> None:
        said.append(served.call("GET", path, asked.token).status)

    monkeypatch.setattr(app, "get_events", get_events)
    fetching = [threading.Thread(target=fetch) for _ in range(5)]
    for one in fetching:
        one.start()
    until(lambda: 5 in [turns.taken for turns in list(served.line.strangers.fetches._turns.values())])
    assert len(begun) == 2
    go_on.set()
    for one in fetching:
        one.join()
    assert said == [200] * 5
    until(lambda: not served.line.strangers.fetches._turns)


def test_far_too_many_fetches_of_one_token_are_refused(
    served: ServedLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strangers, "MOST_BEHIND", 0)
    asked = make_asked()
    assert served.call("GET", f"/conversations/{asked.conversation.code}/events", asked.token).status == 429
    assert not [one for one in served.line.strangers.fetches._turns.values() if one.taken]
