"""The bus: told once the transaction has committed, never before, and to everybody who listens."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence

import pytest
from django.db import transaction

from commondesk.plumbing import bus
from commondesk.plumbing.bus import Wake


@pytest.fixture
def heard() -> Iterator[list[Wake]]:
    found: list[Wake] = []
    end = bus.subscribe(found.extend)
    yield found
    end()


def test_a_wake_is_heard_after_the_commit_and_with_its_cargo(
    transactional_db: None, heard: list[Wake]
) -> None:
    with transaction.atomic():
        bus.wake([Wake("queue:1", {"seq": 2}, cargo="events")])
        assert heard == []
    assert heard == [Wake("queue:1", {"seq": 2}, cargo="events")]


def test_a_wake_of_a_transaction_that_failed_is_never_heard(
    transactional_db: None, heard: list[Wake]
) -> None:
    with contextlib.suppress(ValueError), transaction.atomic():
        bus.wake([Wake("queue:1")])
        raise ValueError
    assert heard == []


def test_a_wake_outside_a_transaction_is_heard_at_once(transactional_db: None, heard: list[Wake]) -> None:
    bus.wake([Wake("typing:1")])
    bus.wake([])
    assert heard == [Wake("typing:1")]


def test_a_follower_that_fails_keeps_no_other_from_hearing(heard: list[Wake]) -> None:
    def fail(_wakes: Sequence[Wake]) -> None:
        raise RuntimeError

    end = bus.subscribe(fail)
    late: list[Wake] = []
    end_late = bus.subscribe(late.extend)
    bus.publish([Wake("presence")])
    end()
    end_late()
    assert heard == late == [Wake("presence")]


def test_payloads_are_short_enough_and_hold_everything() -> None:
    wakes = [Wake(f"conversation:{n}", {"code": "abcdefgh", "seq": n, "patron_seq": n}) for n in range(1_000)]
    payloads = list(bus.payloads(wakes))
    assert len(payloads) > 1
    assert max(len(payload.encode()) for payload in payloads) < 7_999
    assert [pair for payload in payloads for pair in json.loads(payload)[1:]] == [
        [wake.topic, wake.data] for wake in wakes
    ]


def test_a_wake_that_is_too_long_says_only_where_to_look() -> None:
    (payload,) = bus.payloads([Wake("desk:7", {"code": "ü" * 5_000})])
    assert json.loads(payload)[1:] == [["desk:7", {}]]


def test_what_this_process_has_said_is_not_heard_twice() -> None:
    (mine,) = bus.payloads([Wake("queue:1")])
    assert bus.read(mine) == []
    assert bus.read('["another",["queue:1",{"seq":2}]]') == [Wake("queue:1", {"seq": 2})]


def test_whatever_else_is_said_on_the_channel_is_passed_over() -> None:
    for payload in ("", "{}", "[]", "null", '["another",["queue:1"]]', '["another",7]', "hello"):
        assert bus.read(payload) == []


def test_a_topic_tells_its_noun_and_number() -> None:
    assert (Wake("conversation:12").noun, Wake("conversation:12").id) == ("conversation", 12)
    assert Wake("presence").noun == "presence"
