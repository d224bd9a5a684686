"""The named filters of the list of conversations: read from an address, and written as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from commondesk.consortium.librarian import Librarian
from commondesk.desk.conversation import Conversation
from commondesk.desk.finding import OPEN, Filters
from commondesk.web.days import day_begins, day_ends, read_day, zone_of

# By name, how long a value may be; each fits what the interface takes.
LENGTHS: Final = {
    "state": 16,
    "queue": 64,
    "library": 64,
    "topic": 80,
    "person": 120,
    "q": 80,
    "words": 200,
    "from": 10,
    "to": 10,
    "mine": 4,
}
STATES: Final = (*Conversation.State.values, OPEN)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: the values of the filters it names, and whose days they mean."""

    values: Mapping[str, str]
    zone: ZoneInfo

    def filters(self, after: str = "") -> Filters:
        given = self.values.get
        since, until = read_day(given("from", "")), read_day(given("to", ""))
        return Filters(
            state=given("state", ""),
            queue=given("queue", ""),
            library=given("library", ""),
            q=given("q", ""),
            mine=given("mine") == "true",
            after=after,
            topic=given("topic", ""),
            person=given("person", ""),
            words=given("words", ""),
            since=day_begins(since, self.zone) if since else None,
            until=day_ends(until, self.zone) if until else None,
        )

    def query(self, **more: str) -> str:
        return urlencode({**self.values, **more})


def read(given: Mapping[str, str], librarian: Librarian) -> Asked:
    """Only named filters with values of theirs; what is no filter or no value of one changes nothing."""
    values = {name: given.get(name, "").strip()[:length] for name, length in LENGTHS.items()}
    if values["state"] not in STATES:
        values["state"] = ""
    if values["mine"] != "true":
        values["mine"] = ""
    for name in ("from", "to"):
        if read_day(values[name]) is None:
            values[name] = ""
    return Asked({name: value for name, value in values.items() if value}, zone_of(librarian))
