"""A patron at the interface: asks, follows, answers, leaves; and remembers every word of the talk."""

from __future__ import annotations

import time
from typing import Any

from tests.stories.busy_hour.script import Part
from tests.support.api_client import Answer, ApiClient, Follower

PATIENCE = 60


class Line(Follower):
    """The line of somebody who is there: every beat is answered."""

    def on_beat(self) -> None:
        self.client.call("POST", f"/conversations/{self.code}/here", {})


class Patron:
    """One of the sixty. `talk` is what both have said, in order, as the story had it."""

    def __init__(self, address: str, part: Part) -> None:
        self.part = part
        self.address = address
        self.client = ApiClient(address)
        self.code = ""
        self.talk: list[str] = []
        self.said = 0
        self.follower: Follower | None = None

    def __str__(self) -> str:
        return f"{self.part.number} ({self.part.story}, {self.code})"

    def asks(self) -> None:
        """Twice, as a browser does that has not heard the first answer: it is one conversation."""
        asking = {
            "key": f"busy-hour-asks-{self.part.number:04}", "question": self.part.question,
            "name": self.part.name, "library": self.part.at, "language": self.part.language,
        }  # fmt: skip
        first, again = (self.client.insist("POST", "/conversations", asking) for _each in range(2))
        assert (first.status, again.status) == (201, 200)
        assert first.json["code"] == again.json["code"]
        self.code, self.words = first.json["code"], first.json["words"]
        self.client = ApiClient(self.address, first.json["token"])
        self.talk.append(self.part.question)
        self.beats()
        self.follows()

    def follows(self) -> None:
        """From where the line broke, if there was one before."""
        before = self.seen
        line = Follower if self.part.ended == "lost" else Line
        self.follower = line(self.client, self.code)
        self.follower.seen = before
        self.follower.start()

    def drops_the_line(self) -> None:
        assert self.follower
        self.follower.end()

    @property
    def seen(self) -> list[dict[str, Any]]:
        """What has come by the line so far."""
        return list(self.follower.seen) if self.follower else []

    def beats(self) -> None:
        assert self.does("here").status == 204

    def says(self, words: str) -> None:
        self.said += 1
        key = f"busy-hour-says-{self.part.number:02}-{self.said:02}"
        assert self.does("messages", key=key, body=words).status == 201
        self.talk.append(words)

    def repeats_the_last(self) -> None:
        """The answer was lost on the way: the same again is the same event, other words are refused."""
        key = f"busy-hour-says-{self.part.number:02}-{self.said:02}"
        assert self.does("messages", key=key, body=self.talk[-1]).status == 200
        assert self.does("messages", key=key, body="Something else").status == 409

    def hears(self, words: str) -> None:
        """On the line, within reason."""
        until = time.monotonic() + PATIENCE
        while not any(event["body"] == words for event in self.seen):
            assert time.monotonic() < until, f"{self} never heard: {words}"
            time.sleep(0.02)

    def leaves(self) -> None:
        assert self.does("leave").status == 200

    def closes(self) -> None:
        assert self.does("close").status == 200

    def would_rather_stay(self) -> None:
        assert self.does("transfer/decline").status == 204

    def does(self, act: str, **given: Any) -> Answer:
        return self.client.insist("POST", f"/conversations/{self.code}/{act}", given)

    def reads(self, what: str) -> Any:
        """`events` or `transcript.json`."""
        answer = self.client.insist("GET", f"/conversations/{self.code}/{what}")
        assert answer.status == 200, (str(self), what, answer.body)
        return answer.json
