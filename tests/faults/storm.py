"""A storm: patrons and librarians write, follow, hand on, while something is broken; then all is counted."""

from __future__ import annotations

import http.client
import random
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from tests.support.api_client import ApiClient, Follower

LIBRARIANS = ("ines", "otto")
BEAT_SECONDS = 10
PATIENCE = 600
A_MOMENT = timedelta(minutes=1)


class Desk(Protocol):
    """Whatever a storm can rage over: one server or many."""

    tokens: dict[str, str]

    def client(self, token: str = "") -> ApiClient: ...


@dataclass
class Counts:
    """What a storm comes to; `lost`, `doubled`, `reordered` and `stuck` must be 0."""

    sent: int = 0
    acknowledged: int = 0
    delivered: int = 0
    lost: int = 0
    doubled: int = 0
    reordered: int = 0
    stuck: int = 0
    handed_on: int = 0
    reconnects: int = 0


@dataclass
class Talk:
    """One conversation: a patron and its librarian of the moment, who write; two browsers that follow."""

    code: str
    patron: ApiClient
    librarians: dict[str, ApiClient]
    holder: str
    acknowledged: dict[str, list[str]] = field(default_factory=lambda: {"patron": [], "librarian": []})
    sent: int = 0
    handed_on: int = 0
    ends: str = "talking"  # the state it is left in
    mailed: dict[str, str] = field(
        default_factory=dict
    )  # the key of each mail that was asked for, and to whom
    followers: list[Follower] = field(default_factory=list)

    @property
    def librarian(self) -> ApiClient:
        return self.librarians[self.holder]

    @property
    def colleague(self) -> str:
        return next(who for who in LIBRARIANS if who != self.holder)


class PatronsPage(Follower):
    """A follower which answers the beats of its stream: as long as they come, the patron is there."""

    def on_beat(self) -> None:
        with suppress(OSError, http.client.HTTPException):
            self.client.call("POST", f"/conversations/{self.code}/here", {})


class Storm:
    """`talks` conversations in which each side sends at least `messages`, one after the other, with retries.

    They write on until `calm` is called, with `pause` seconds between two at the most. With `hand_on` each is
    released, claimed and transferred now and then, and at last left talking, waiting or closed. With `mail`
    the patron has the transcript mailed now and then, each time to another address.
    """

    def __init__(
        self,
        desk: Desk,
        talks: int,
        messages: int,
        *,
        hand_on: bool = False,
        mail: bool = False,
        pause: float = 0,
    ) -> None:
        self.desk = desk
        self.messages, self.pause = messages, pause
        self.hand_on, self.mail = hand_on, mail
        self.failures: list[str] = []
        self._began = datetime.now(UTC) - A_MOMENT
        self._calm, self._over = threading.Event(), threading.Event()
        self._people = {who: desk.client(desk.tokens[who]) for who in LIBRARIANS}
        self.talks = [self._begin(n) for n in range(talks)]

    def start(self) -> None:
        acts = [(self._patron_writes, talk) for talk in self.talks]
        acts += [(self._librarians_write, talk) for talk in self.talks]
        self.writers = [threading.Thread(target=self._unless_it_fails, args=act, daemon=True) for act in acts]
        beats = threading.Thread(target=self._be_there, daemon=True)
        for talk in self.talks:
            talk.followers = [PatronsPage(talk.patron, talk.code), Follower(talk.librarian, talk.code)]
        followers = (follower for talk in self.talks for follower in talk.followers)
        for thread in [beats, *self.writers, *followers]:
            thread.start()

    def calm(self) -> None:
        """Whatever was broken is whole again: who has sent enough sends no more."""
        self._calm.set()

    def finish(self) -> Counts:
        """Wait for all senders and followers, then hold what each holds against the log."""
        self.calm()
        for writer in self.writers:
            writer.join(PATIENCE)
            assert not writer.is_alive()
        assert self.failures == []
        counts = Counts()
        for talk in self.talks:
            self._count(talk, counts)
        if self.hand_on:
            self._find_what_is_stuck(counts)
        self._over.set()
        return counts

    def _begin(self, number: int) -> Talk:
        question = {"key": secrets.token_urlsafe(16), "question": f"Question {number}?", "queue": "statewide"}
        asked = self.desk.client().insist("POST", "/conversations", question).json
        holder = LIBRARIANS[number % 2]
        talk = Talk(asked["code"], self.desk.client(asked["token"]), self._people, holder)
        talk.ends = ("talking", "waiting", "closed")[number % 3] if self.hand_on else "talking"
        claimed = talk.librarian.insist("POST", f"/conversations/{talk.code}/claim", {})
        assert claimed.status == 200, claimed.body
        return talk

    def _unless_it_fails(self, act: Any, talk: Talk) -> None:
        try:
            act(talk)
        except Exception as error:
            self.failures.append(f"{act.__name__} {talk.code}: {type(error).__name__}: {error}")

    def _patron_writes(self, talk: Talk) -> None:
        number = 0
        while self._goes_on(number):
            self._say(talk, "patron", number)
            number += 1
            if self.mail and number % 4 == 0:
                self._have_it_mailed(talk)

    def _librarians_write(self, talk: Talk) -> None:
        number = 0
        while self._goes_on(number):
            self._say(talk, "librarian", number)
            number += 1
            if self.hand_on and number % 5 == 0:
                random.choice((self._release, self._to_the_queue, self._to_a_colleague))(talk)
                self._claim(talk)
                talk.handed_on += 1
        if talk.ends == "waiting":
            random.choice((self._release, self._to_the_queue))(talk)
        elif talk.ends == "closed":
            # The patron has written all that they will: a closed talk takes no more.
            self._wait_for_the_patron(talk)
            self._do(talk, talk.holder, "close", closing="Goodbye!")

    def _goes_on(self, number: int) -> bool:
        if self.pause:
            time.sleep(random.uniform(0, self.pause))
        return number < self.messages or not self._calm.is_set()

    def _wait_for_the_patron(self, talk: Talk) -> None:
        self.writers[self.talks.index(talk)].join(PATIENCE)

    def _say(self, talk: Talk, side: str, number: int) -> None:
        body = f"{side} {number}"
        message = {"key": secrets.token_urlsafe(16), "body": body}
        talk.sent += 1
        while True:
            client = talk.patron if side == "patron" else talk.librarian
            answer = client.insist("POST", f"/conversations/{talk.code}/messages", message)
            if side == "patron" or answer.status != 409:
                break
            self._claim(talk)  # it was taken from them as from one who has gone
        assert answer.status in (200, 201), f"{answer.status} {answer.body.decode()}"
        talk.acknowledged[side].append(body)

    def _have_it_mailed(self, talk: Talk) -> None:
        """Refused as long as no librarian has said anything."""
        key = secrets.token_urlsafe(16)
        address = f"{talk.code}-{len(talk.mailed)}@pia.example"
        answer = talk.patron.insist(
            "POST", f"/conversations/{talk.code}/transcript/mail", {"key": key, "email": address}
        )
        assert answer.status in (200, 202, 204, 409), answer.body
        if answer.status != 409:
            talk.mailed[key] = address

    def _claim(self, talk: Talk) -> None:
        """Somebody holds it afterwards: who was to, or who was quicker."""
        if self._do(talk, talk.holder, "claim") == 409:
            talk.holder = talk.colleague
            assert self._do(talk, talk.holder, "claim") == 200

    def _release(self, talk: Talk) -> None:
        self._do(talk, talk.holder, "release")
        talk.holder = talk.colleague

    def _to_the_queue(self, talk: Talk) -> None:
        self._do(talk, talk.holder, "transfer", to={"queue": "statewide"}, brief="Who can?")
        talk.holder = talk.colleague

    def _to_a_colleague(self, talk: Talk) -> None:
        """Refused where the colleague seems to have gone; then it stays."""
        address = {"ines": "ines@ames.example", "otto": "otto@birch.example"}[talk.colleague]
        offered = self._do(talk, talk.holder, "transfer", to={"person": address}, brief="Yours?")
        if offered == 200 and self._do(talk, talk.colleague, "transfer/accept") == 200:
            talk.holder = talk.colleague

    def _do(self, talk: Talk, who: str, verb: str, **fields: Any) -> int:
        given = {"key": secrets.token_urlsafe(16), **fields}
        answer = talk.librarians[who].insist("POST", f"/conversations/{talk.code}/{verb}", given)
        assert answer.status in (200, 204, 409, 422), f"{verb}: {answer.status} {answer.body.decode()}"
        return answer.status

    def _be_there(self) -> None:
        """The librarians' browsers, which answer the beats of a desk."""
        while not self._over.is_set():
            for client in self._people.values():
                with suppress(OSError, http.client.HTTPException):
                    client.call("POST", "/desk/here", {})
            self._over.wait(BEAT_SECONDS)

    def _count(self, talk: Talk, counts: Counts) -> None:
        logs = []
        for follower, client in zip(talk.followers, (talk.patron, follower_of(talk)), strict=True):
            log = self._log(talk, client)
            logs.append(log)
            follower.wait_for(log[-1]["seq"])
            follower.end()
            counts.delivered += len(follower.seen)
            counts.reconnects += follower.connections - 1
            assert follower.seen == log, "what was followed and what is in the log differ"
            assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
            times = [datetime.fromisoformat(event["at"]) for event in log]
            assert times == sorted(times)
            assert self._began < times[0], "no clock that is wrong gets into the log"
            assert times[-1] < datetime.now(UTC) + A_MOMENT
        patrons, staffs = logs
        assert _shown(patrons) == [event for event in _shown(staffs) if event[0] != "note"]
        counts.sent += talk.sent
        counts.handed_on += talk.handed_on
        for side, sent in talk.acknowledged.items():
            said = [event["body"] for event in patrons if _is_message_of(side, event)]
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

    def _find_what_is_stuck(self, counts: Counts) -> None:
        """Each stands where it was left, with its holder and in its queue, and can be gone on with."""
        hana = self.desk.client(self.desk.tokens["hana"])
        waiting = self._codes_in_line(hana)
        for talk in self.talks:
            shown = hana.insist("GET", f"/conversations/{talk.code}").json
            holder = (shown["claimed_by"] or {}).get("name", "").lower()
            is_right = (
                shown["state"] == talk.ends
                and holder == (talk.holder if talk.ends == "talking" else "")
                and (talk.code in waiting) == (talk.ends == "waiting")
            )
            if not is_right or (talk.ends != "closed" and not self._can_go_on(talk)):
                counts.stuck += 1
                self.failures.append(f"{talk.code} was left {talk.ends} with {talk.holder}: {shown}")

    def _can_go_on(self, talk: Talk) -> bool:
        message = {"key": secrets.token_urlsafe(16), "body": "Are you still there?"}
        claimed = talk.librarian.insist("POST", f"/conversations/{talk.code}/claim", {})
        said = talk.patron.insist("POST", f"/conversations/{talk.code}/messages", message)
        return (claimed.status, said.status) == (200, 201)

    def _codes_in_line(self, client: ApiClient) -> set[str]:
        codes: set[str] = set()
        after = ""
        while True:
            page = client.insist("GET", f"/conversations?state=waiting&after={after}").json
            codes |= {one["code"] for one in page["conversations"]}
            after = page["after"]
            if not after:
                return codes


def follower_of(talk: Talk) -> ApiClient:
    """The librarian whose browser follows: who had it first."""
    return talk.followers[1].client


def _shown(events: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """An event without the numbers and keys that are each reader's own."""
    return [(event["kind"], event["body"], event["at"]) for event in events]


def _is_message_of(side: str, event: dict[str, Any]) -> bool:
    """A message of the storm; neither the question that began the talk nor the closing words."""
    return event["kind"] == "message" and event["by"]["role"] == side and event["body"].startswith(f"{side} ")
