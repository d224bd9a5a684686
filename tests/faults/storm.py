"""A storm: patrons and librarians write and follow, while something is broken; afterwards all is counted."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from typing import Any

from tests.support.api_client import ApiClient, Follower
from tests.support.served_desk import ServedDesk


@dataclass
class Counts:
    """What a storm comes to; `lost`, `doubled` and `reordered` must be 0."""

    sent: int = 0
    acknowledged: int = 0
    delivered: int = 0
    lost: int = 0
    doubled: int = 0
    reordered: int = 0
    reconnects: int = 0


@dataclass
class Talk:
    """One conversation of the storm: a patron and a librarian, each writing and following."""

    code: str
    patron: ApiClient
    librarian: ApiClient
    acknowledged: dict[str, list[str]] = field(default_factory=lambda: {"patron": [], "librarian": []})
    followers: list[Follower] = field(default_factory=list)


class Storm:
    """`talks` conversations in which each side sends `messages`, one after the other, with retries."""

    def __init__(self, desk: ServedDesk, talks: int, messages: int) -> None:
        self.desk = desk
        self.messages = messages
        self.talks = [self._begin(n) for n in range(talks)]
        self.failures: list[str] = []

    def start(self) -> None:
        self.writers = [
            threading.Thread(target=self._write, args=(talk, side), daemon=True)
            for talk in self.talks
            for side in ("patron", "librarian")
        ]
        for talk in self.talks:
            talk.followers = [Follower(talk.patron, talk.code), Follower(talk.librarian, talk.code)]
        for thread in [*self.writers, *(follower for talk in self.talks for follower in talk.followers)]:
            thread.start()

    @property
    def is_over(self) -> bool:
        return not any(writer.is_alive() for writer in self.writers)

    def finish(self) -> Counts:
        """Wait for all senders and followers, then hold what each holds against the log."""
        for writer in self.writers:
            writer.join(timeout=180)
        assert self.is_over
        assert self.failures == []
        counts = Counts()
        for talk in self.talks:
            self._count(talk, counts)
        return counts

    def _begin(self, number: int) -> Talk:
        nobody = ApiClient(self.desk.address)
        question = {"key": secrets.token_urlsafe(16), "question": f"Question {number}?", "queue": "statewide"}
        asked = nobody.insist("POST", "/conversations", question).json
        who = ("ines", "otto")[number % 2]
        librarian = ApiClient(self.desk.address, self.desk.tokens[who])
        claimed = librarian.insist("POST", f"/conversations/{asked['code']}/claim", {})
        assert claimed.status == 200, claimed.body
        return Talk(asked["code"], ApiClient(self.desk.address, asked["token"]), librarian)

    def _write(self, talk: Talk, side: str) -> None:
        client = talk.patron if side == "patron" else talk.librarian
        for number in range(self.messages):
            body = f"{side} {number}"
            message = {"key": secrets.token_urlsafe(16), "body": body}
            answer = client.insist("POST", f"/conversations/{talk.code}/messages", message)
            if answer.status not in (200, 201):
                self.failures.append(f"{answer.status} {answer.body.decode()}")
                return
            talk.acknowledged[side].append(body)

    def _count(self, talk: Talk, counts: Counts) -> None:
        for follower, client in zip(talk.followers, (talk.patron, talk.librarian), strict=True):
            log = self._log(talk, client)
            follower.wait_for(log[-1]["seq"])
            follower.end()
            counts.delivered += len(follower.seen)
            counts.reconnects += follower.connections - 1
            assert follower.seen == log, "what was followed and what is in the log differ"
            assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
        for side, sent in talk.acknowledged.items():
            said = [event["body"] for event in log if _is_message_of(side, event)]
            counts.sent += self.messages
            counts.acknowledged += len(sent)
            counts.lost += len(set(sent) - set(said))
            counts.doubled += len(said) - len(set(said))
            counts.reordered += sum(a != b for a, b in zip(sent, said, strict=False))

    def _log(self, talk: Talk, client: ApiClient) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = []
        while True:
            after = events[-1]["seq"] if events else 0
            page = client.insist("GET", f"/conversations/{talk.code}/events?after={after}&limit=200").json
            events += page["events"]
            if not page["events"] or events[-1]["seq"] >= page["last_seq"]:
                return events


def _is_message_of(side: str, event: dict[str, Any]) -> bool:
    """A message of the storm; the question that began the talk is none."""
    return event["kind"] == "message" and event["by"]["role"] == side and event["seq"] > 1
