"""Any interleaving of send, retry, drop, reconnect, claim, release, close and re-open gives everybody the
same transcript, with every acknowledged message in it exactly once."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.support.api_client import Answer, ApiClient
from tests.support.served_desk import ServedDesk

FOR_PATRONS = {"message", "claimed", "released", "returned", "closed", "reopened", "left"}
PEOPLE = st.sampled_from(["patron", "ines", "otto"])
LIBRARIANS = st.sampled_from(["ines", "otto"])


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest) -> Iterator[ServedDesk]:
    with tempfile.TemporaryDirectory(prefix="commondesk-") as folder:
        address = ""
        if request.param == "postgresql":
            address = request.getfixturevalue("cluster").create("interleavings")
        with ServedDesk(Path(folder), address) as served:
            yield served


class Reader:
    """What one browser holds: events in its own numbering, fetched a few at a time."""

    def __init__(self, client: ApiClient, code: str) -> None:
        self.client = client
        self.path = f"/conversations/{code}/events"
        self.events: list[dict[str, Any]] = []

    def fetch(self, limit: int) -> bool:
        """Fetch what comes next; whether there is more."""
        after = self.events[-1]["seq"] if self.events else 0
        answer = self.client.call("GET", f"{self.path}?after={after}&limit={limit}")
        assert answer.status == 200, answer.body
        self.events += answer.json["events"]
        return bool(self.events) and self.events[-1]["seq"] < answer.json["last_seq"]

    def drop(self) -> None:
        """The tab is closed and opened again: it starts from nothing."""
        self.events = []


class Interleaving(RuleBasedStateMachine):
    """One conversation, a patron and two librarians, each with a browser that may be behind."""

    served: ServedDesk

    @initialize()
    def ask(self) -> None:
        question = {"key": secrets.token_urlsafe(16), "question": "Where is it?", "queue": "statewide"}
        asked = ApiClient(self.served.address).insist("POST", "/conversations", question).json
        self.path = f"/conversations/{asked['code']}"
        tokens = {
            "patron": asked["token"],
            "ines": self.served.tokens["ines"],
            "otto": self.served.tokens["otto"],
        }
        self.clients = {who: ApiClient(self.served.address, token) for who, token in tokens.items()}
        self.readers = {who: Reader(client, asked["code"]) for who, client in self.clients.items()}
        self.state, self.holder = "waiting", ""
        self.acknowledged: list[str] = []
        self.sent: list[tuple[str, dict[str, str]]] = []

    @rule(who=PEOPLE, answer_is_lost=st.booleans())
    def send(self, who: str, answer_is_lost: bool) -> None:
        message = {"key": secrets.token_urlsafe(16), "body": f"{who} says {secrets.token_hex(4)}"}
        answer = self._post(who, "messages", message)
        assert answer.status == self._expected(who), answer.body
        if answer.status == 201:
            self.acknowledged.append(message["body"])
            self.sent.append((who, message))
            if answer_is_lost:
                assert self._post(who, "messages", message).status == 200

    @rule(data=st.data())
    def retry_something_old(self, data: st.DataObject) -> None:
        if self.sent:
            who, message = data.draw(st.sampled_from(self.sent))
            assert self._post(who, "messages", message).status == 200

    @rule(who=LIBRARIANS)
    def claim(self, who: str) -> None:
        answer = self._post(who, "claim", {})
        if self.state == "closed":
            assert answer.status == 409
        elif self.holder in ("", who):
            assert answer.status == 200
            self.state, self.holder = "talking", who
        else:
            assert answer.status == 409
            assert answer.json["by"]["name"].lower() == self.holder

    @rule(who=LIBRARIANS)
    def release(self, who: str) -> None:
        answer = self._post(who, "release", {})
        if self.holder == who:
            assert answer.status in (200, 204)
            self.state, self.holder = "waiting", ""
        else:
            assert answer.status == 409

    @rule()
    def close(self) -> None:
        assert self._post("patron", "close", {}).status in (200, 204)
        self.state, self.holder = "closed", ""

    @rule()
    def reopen(self) -> None:
        answer = self._post("patron", "reopen", {})
        assert (answer.status == 409) == (self.state != "closed")
        if self.state == "closed":
            self.state = "waiting"

    @rule(who=PEOPLE, limit=st.integers(1, 5))
    def reconnect(self, who: str, limit: int) -> None:
        self.readers[who].fetch(limit)

    @rule(who=PEOPLE)
    def drop(self, who: str) -> None:
        self.readers[who].drop()

    @invariant()
    def numbers_have_no_gap(self) -> None:
        for reader in getattr(self, "readers", {}).values():
            assert [event["seq"] for event in reader.events] == list(range(1, len(reader.events) + 1))

    def teardown(self) -> None:
        if not hasattr(self, "readers"):
            return
        for reader in self.readers.values():
            while reader.fetch(100):
                pass
        patron, ines, otto = (_shown(self.readers[who].events) for who in ("patron", "ines", "otto"))
        assert ines == otto
        assert patron == [event for event in ines if event[0] in FOR_PATRONS]
        said = [body for kind, body, *_ in patron if kind == "message"][1:]
        assert said == self.acknowledged

    def _post(self, who: str, verb: str, body: dict[str, str]) -> Answer:
        return self.clients[who].call("POST", f"{self.path}/{verb}", body)

    def _expected(self, who: str) -> int:
        if self.state == "closed":
            return 409
        return 201 if who in ("patron", self.holder) else 409


def _shown(events: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """An event without the numbers and keys that are each reader's own."""
    return [(event["kind"], event["body"], event["at"], tuple(event["by"].values())) for event in events]


def test_any_interleaving_gives_the_same_transcript_to_all(desk: ServedDesk) -> None:
    Interleaving.served = desk
    run_state_machine_as_test(
        Interleaving,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
