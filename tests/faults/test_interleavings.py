"""Any interleaving of send, retry, drop, reconnect, claim, release, transfer, close and re-open, over one
process or two, gives everybody the same transcript, with every acknowledged message in it exactly once."""

from __future__ import annotations

import random
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.support.api_client import Answer, ApiClient, Follower
from tests.support.served_desk import ServedDesk

ADDRESSES = {"ines": "ines@ames.example", "otto": "otto@birch.example"}
PROCESSES = st.integers(0, 1)
PEOPLE = st.sampled_from(["patron", "ines", "otto"])
LIBRARIANS = st.sampled_from(["ines", "otto"])


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desks(request: pytest.FixtureRequest) -> Iterator[list[ServedDesk]]:
    """Two processes on PostgreSQL; on SQLite the one there can be, twice."""
    with tempfile.TemporaryDirectory(prefix="commondesk-") as folder, ExitStack() as stack:
        address = ""
        if request.param == "postgresql":
            address = request.getfixturevalue("cluster").create("interleavings")
        first = stack.enter_context(ServedDesk(Path(folder), address))
        if not address:
            yield [first, first]
            return
        second = ServedDesk(Path(folder), address, tokens=first.tokens, log="second.log")
        yield [first, stack.enter_context(second)]


class Reader:
    """What one browser holds: events in its own numbering, fetched a few at a time."""

    def __init__(self, clients: list[ApiClient], code: str) -> None:
        self.clients = clients
        self.path = f"/conversations/{code}/events"
        self.events: list[dict[str, Any]] = []

    def fetch(self, at: int, limit: int) -> bool:
        """Fetch what comes next from one of the processes; whether there is more."""
        after = self.events[-1]["seq"] if self.events else 0
        answer = self.clients[at].call("GET", f"{self.path}?after={after}&limit={limit}")
        assert answer.status == 200, answer.body
        self.events += answer.json["events"]
        return bool(self.events) and self.events[-1]["seq"] < answer.json["last_seq"]

    def drop(self) -> None:
        """The tab is closed and opened again: it starts from nothing."""
        self.events = []


class Interleaving(RuleBasedStateMachine):
    """One conversation, a patron and two librarians, each with a browser that may be behind.

    Each act goes to one of two processes; on each of them somebody follows from the beginning.
    """

    served: list[ServedDesk]

    @initialize()
    def ask(self) -> None:
        question = {"key": secrets.token_urlsafe(16), "question": "Where is it?", "queue": "statewide"}
        asked = self.served[0].client().insist("POST", "/conversations", question).json
        self.path = f"/conversations/{asked['code']}"
        tokens = {
            "patron": asked["token"],
            "ines": self.served[0].tokens["ines"],
            "otto": self.served[0].tokens["otto"],
        }
        self.clients = {who: [desk.client(token) for desk in self.served] for who, token in tokens.items()}
        self.readers = {who: Reader(clients, asked["code"]) for who, clients in self.clients.items()}
        self.followers = {
            "patron": Follower(self.clients["patron"][0], asked["code"]),
            "otto": Follower(self.clients["otto"][1], asked["code"]),
        }
        for follower in self.followers.values():
            follower.start()
        self.state, self.holder, self.offered = "waiting", "", ""
        self.acknowledged: list[str] = []
        self.sent: list[tuple[str, dict[str, str]]] = []

    @rule(who=PEOPLE, at=PROCESSES, answer_is_lost=st.booleans())
    def send(self, who: str, at: int, answer_is_lost: bool) -> None:
        message = {"key": secrets.token_urlsafe(16), "body": f"{who} says {secrets.token_hex(4)}"}
        answer = self._post(at, who, "messages", message)
        assert answer.status == self._expected(who), answer.body
        if answer.status == 201:
            self.acknowledged.append(message["body"])
            self.sent.append((who, message))
            if answer_is_lost:
                assert self._post(1 - at, who, "messages", message).status == 200

    @rule(data=st.data(), at=PROCESSES)
    def retry_something_old(self, data: st.DataObject, at: int) -> None:
        if self.sent:
            who, message = data.draw(st.sampled_from(self.sent))
            assert self._post(at, who, "messages", message).status == 200

    @rule(who=LIBRARIANS, at=PROCESSES)
    def claim(self, who: str, at: int) -> None:
        answer = self._post(at, who, "claim", {})
        if self.state == "closed":
            assert answer.status == 409
        elif self.holder in ("", who):
            assert answer.status == 200
            self.state, self.holder = "talking", who
        else:
            assert answer.status == 409
            assert answer.json["by"]["name"].lower() == self.holder

    @rule(who=LIBRARIANS, at=PROCESSES)
    def release(self, who: str, at: int) -> None:
        self._done_by_the_holder(who, self._post(at, who, "release", {}), "waiting")

    @rule(who=LIBRARIANS, at=PROCESSES, answer_is_lost=st.booleans())
    def transfer_to_a_queue(self, who: str, at: int, answer_is_lost: bool) -> None:
        given = {"key": secrets.token_urlsafe(16), "to": {"queue": "statewide"}, "brief": "Maps."}
        answer = self._post(at, who, "transfer", given)
        if answer_is_lost and answer.status == 200:
            assert self._post(1 - at, who, "transfer", given).status == 200
        self._done_by_the_holder(who, answer, "waiting")

    @rule(who=LIBRARIANS, at=PROCESSES)
    def offer_to_the_other(self, who: str, at: int) -> None:
        other = "otto" if who == "ines" else "ines"
        self.clients[other][1 - at].call("POST", "/desk/here", {})
        answer = self._post(at, who, "transfer", {"to": {"person": ADDRESSES[other]}, "brief": "Yours?"})
        assert (answer.status == 200) == (self.holder == who), answer.body
        if answer.status == 200:
            self.offered = other

    @rule(who=LIBRARIANS, at=PROCESSES)
    def accept(self, who: str, at: int) -> None:
        answer = self._post(at, who, "transfer/accept", {})
        assert (answer.status == 200) == (who in (self.holder, self.offered)), answer.body
        if answer.status == 200 and who == self.offered:
            self.holder, self.offered = who, ""

    @rule(at=PROCESSES)
    def close(self, at: int) -> None:
        assert self._post(at, "patron", "close", {}).status in (200, 204)
        self.state, self.holder, self.offered = "closed", "", ""

    @rule(who=LIBRARIANS, at=PROCESSES)
    def close_as_librarian(self, who: str, at: int) -> None:
        if self.state != "closed":
            self._done_by_the_holder(who, self._post(at, who, "close", {"reason": "left"}), "closed")

    @rule(at=PROCESSES)
    def reopen(self, at: int) -> None:
        answer = self._post(at, "patron", "reopen", {})
        assert (answer.status == 409) == (self.state != "closed")
        if self.state == "closed":
            self.state = "waiting"

    @rule(who=PEOPLE, at=PROCESSES, limit=st.integers(1, 5))
    def reconnect(self, who: str, at: int, limit: int) -> None:
        self.readers[who].fetch(at, limit)

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
            while reader.fetch(random.randrange(2), 100):
                pass
        for who, follower in self.followers.items():
            follower.wait_for(len(self.readers[who].events))
            follower.end()
            assert follower.seen == self.readers[who].events
        patron, ines, otto = (_shown(self.readers[who].events) for who in ("patron", "ines", "otto"))
        assert ines == otto
        assert patron == [event for event in ines if event[0] != "note"]
        said = [body for kind, body, *_ in patron if kind == "message"][1:]
        assert said == self.acknowledged

    def _done_by_the_holder(self, who: str, answer: Answer, state: str) -> None:
        """It went well if they held it, and nobody holds it any more."""
        assert answer.status == (200 if self.holder == who else 409), answer.body
        if self.holder == who:
            self.state, self.holder, self.offered = state, "", ""

    def _post(self, at: int, who: str, verb: str, body: dict[str, Any]) -> Answer:
        return self.clients[who][at].call("POST", f"{self.path}/{verb}", body)

    def _expected(self, who: str) -> int:
        if self.state == "closed":
            return 409
        return 201 if who in ("patron", self.holder) else 409


def _shown(events: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """An event without the numbers and keys that are each reader's own."""
    return [(event["kind"], event["body"], event["at"], tuple(event["by"].values())) for event in events]


def test_any_interleaving_gives_the_same_transcript_to_all(desks: list[ServedDesk]) -> None:
    Interleaving.served = desks
    run_state_machine_as_test(
        Interleaving,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
