"""A week of past conversations: who asked, who answered and when; the same each time, seen from today."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from commondesk.consortium.library import Library
from commondesk.consortium.membership import Membership
from commondesk.consortium.queue import Queue
from commondesk.consortium.staffing import Staffing
from commondesk.demo.talk import Talk
from commondesk.demo.talks_everyday import TALKS as EVERYDAY
from commondesk.demo.talks_reference import TALKS as REFERENCE
from commondesk.demo.talks_spanish import TALKS as SPANISH
from commondesk.demo.telling import Staff, Telling
from commondesk.desk.conversation import Conversation
from commondesk.plumbing.sql import folded
from commondesk.plumbing.tokens import new_code
from commondesk.schedule import coverage

DAYS: Final = 7
ASKED_TWICE: Final = 22  # everyday questions that a second patron asks in the same week
LONGEST_TALK: Final = dt.timedelta(minutes=40)
BUSIEST_HOUR: Final = 15.5
NAMES: Final = (
    "Pia", "Marcus", "Denise", "Elena", "Theo", "Grace", "Winston", "Carla", "Imani", "Josh", "Rosa",
    "Peter N.", "Kofi", "Lena", "Andre", "Joy", "Sanjay", "Bev", "Tyler", "Ana", "Walt",
    "Monique", "Felix", "Hannah B.", "Diego", "Ruthie", "Omar", "Priscilla", "Jun",
)  # fmt: skip
SPANISH_NAMES: Final = (
    "Yolanda",
    "Ramón",
    "Carmen",
    "Luz María",
    "Héctor",
    "Paola",
    "Don Ernesto",
    "Maribel",
)
COMMENTS: Final = (
    "So kind and so quick!", "I would never have found this by myself.", "All of it from my couch. Amazing.",
    "Good, but it took a while.", "You really listened.", "Five stars if there were parking, too.",
)  # fmt: skip
# What led them to the ask page; most come by themselves.
SOURCES: Final = (*[""] * 9, *["picture"] * 4, *["button-medium"] * 3, *["poster"] * 2, "link", "school-fair")
STAFFING: Final = ("librarian", "coordinator")


class Past:
    """Chooses who asks, who answers and when, from the rows that are there; `seed` makes it repeatable."""

    def __init__(self, now: dt.datetime, seed: int = 2026) -> None:
        self.now = now
        self.chance = random.Random(seed)  # noqa: S311  a story, not a secret
        self.led = random.Random(seed)  # noqa: S311  apart, so that it changes nothing else of the story
        self.libraries = Library.objects.in_bulk(field_name="slug")
        self.queues = Queue.objects.select_related("rolls_on_to").in_bulk(field_name="slug")
        who = Membership.objects.filter(role__in=STAFFING, library__isnull=False)
        rows = who.select_related("librarian", "library").order_by("librarian_id")
        self.staff = [Staff(row.librarian, row.library) for row in rows]
        self.staffing: dict[int, set[int | None]] = {}
        for queue_id, library_id in Staffing.objects.values_list("queue", "library"):
            self.staffing.setdefault(queue_id, set()).add(library_id)
        opened = coverage.intervals(
            self.queues["statewide"], now.date() - dt.timedelta(days=DAYS + 1), DAYS + 2
        )
        self.open = [pair for pair in opened if pair[0] > now - dt.timedelta(days=DAYS)]

    def talks(self) -> Iterator[Telling]:
        """Each talk in each of its variants, and some everyday ones once more by somebody else."""
        told = [(talk, words) for talk in (*REFERENCE, *EVERYDAY, *SPANISH) for words in talk.variants]
        everyday = [(talk, words) for talk in EVERYDAY for words in talk.variants if not talk.library]
        told += self.chance.sample(everyday, ASKED_TWICE)
        self.chance.shuffle(told)
        for number, (talk, words) in enumerate(told):
            yield self.talk(talk, words, is_practice=False, number=number)

    def talk(self, talk: Talk, words: Mapping[str, str], *, is_practice: bool, number: int) -> Telling:
        library = None if is_practice else self._library(talk, words)
        queue = self.queues["practice"] if is_practice else self._queue(talk, library)
        staff = self._answering(queue, library, talk.language)
        telling = self.begun(queue, library, self.moment(), talk.language)
        telling.conversation.patron_status = talk.status if self.chance.random() < 0.4 else ""
        own = staff.home
        known = {
            "library": library.called if library else "your library",
            "phone": library.phone if library else "555-0100",
            "own": own.called if own else "",
        }
        filled = {name: text.format_map(known) for name, text in words.items()} | known
        self._tell(telling, talk, list(talk.lines(filled)), staff, number)
        return telling

    def begun(self, queue: Queue, library: Library | None, at: dt.datetime, language: str = "en") -> Telling:
        """A conversation that was asked at this moment and waits."""
        names = SPANISH_NAMES if language == "es" else NAMES
        name = self.chance.choice(names) if self.chance.random() < 0.65 else ""
        page = f"{library.website}/ask" if library and self.chance.random() < 0.5 else ""
        row = Conversation(
            code=new_code(), queue=queue, library=library, language=language, is_practice=queue.is_practice,
            patron_name=name, name_folded=folded(name), page=page, patron_beats=True,
            source=self.led.choice(SOURCES) if library else "",
            device=self.chance.choice(["phone", "phone", "computer"]),
            asked_at=at, waiting_since=at, patron_seen_at=at, last_at=at, rate_at=at,
        )  # fmt: skip
        return Telling(row, at)

    def _tell(
        self,
        telling: Telling,
        talk: Talk,
        lines: Sequence[tuple[str, str]],
        staff: Staff,
        number: int,
    ) -> None:
        chance = self.chance
        telling.patron_says(lines[0][1])
        telling.pass_time(min(240.0, max(4.0, chance.lognormvariate(math.log(24), 0.8))))
        if number % 40 == 7:  # somebody looked and gave it back
            colleague = self._answering(telling.conversation.queue, None, talk.language)
            telling.claimed(colleague)
            telling.pass_time(chance.uniform(8, 25))
            telling.released(colleague)
            telling.pass_time(chance.uniform(5, 30))
        telling.claimed(staff)
        for who, body in lines[1:]:
            telling.pass_time(chance.uniform(9, 30) + len(body) / (7 if who == "P" else 9))
            if who == "P":
                telling.patron_says(body)
            else:
                telling.staff_says(staff, body, "note" if who == "N" else "message")
        telling.pass_time(chance.uniform(15, 90))
        telling.closed(staff if chance.random() < 0.8 else None)
        self._afterwards(telling, talk, staff)

    def _afterwards(self, telling: Telling, talk: Talk, staff: Staff) -> None:
        """Most are classified, honestly not all; a third of the patrons say how it was."""
        chance = self.chance
        if chance.random() < 0.88:
            telling.pass_time(chance.uniform(3, 20))
            telling.classified(staff, _confirmed(talk))
        if not telling.conversation.is_practice and chance.random() < 0.36:
            telling.pass_time(chance.uniform(4, 60))
            answered = "partly" if talk.outcome == "referred" else chance.choice(["yes"] * 11 + ["partly"])
            stars = {"yes": chance.choice([4, 5, 5, 5]), "partly": chance.choice([2, 3, 4])}[answered]
            comment = chance.choice(COMMENTS) if answered == "yes" and chance.random() < 0.4 else ""
            telling.rated(answered, stars, comment)

    def _library(self, talk: Talk, words: Mapping[str, str]) -> Library | None:
        """The patron's library: where the words name it there must be one."""
        if talk.library:
            return self.libraries[talk.library]
        named = "{library}" in talk.text or any("{library}" in text for text in words.values())
        if not named and self.chance.random() < 0.35:
            return None
        if talk.language == "es":
            slugs = ["isla", "isla", "isla", "ames", "fairhaven", "pinewood"]
        elif talk.queue == "academic":
            slugs = ["coral", "coral", "gulf-pines", "kestrel"]
        else:
            slugs = (
                ["ames"] * 4
                + ["birch"] * 3
                + ["fairhaven", "fairhaven", "grove", "grove", "heron", "marsh-road"]
            )
        return self.libraries[self.chance.choice(slugs)]

    def _queue(self, talk: Talk, library: Library | None) -> Queue:
        if library is None:
            return self.queues["espanol" if talk.language == "es" else talk.queue or "statewide"]
        return self.queues[library.slug if library.slug in self.queues else "fairhaven"]

    def _answering(self, queue: Queue, library: Library | None, language: str) -> Staff:
        """Of those who may take it; nearly half the time somebody of the patron's own library."""
        step: Queue | None = queue
        homes: set[int | None] = set()
        while step is not None:
            homes |= self.staffing[step.pk]
            step = self.queues[step.rolls_on_to.slug] if step.rolls_on_to else None
        able = [each for each in self.staff if each.home and each.home.pk in homes]
        able = [each for each in able if language in each.librarian.languages] or able
        own = [each for each in able if library and each.home == library]
        return self.chance.choice(own if own and self.chance.random() < 0.45 else able)

    def moment(self) -> dt.datetime:
        """An open moment of the past week, mostly in the afternoon; a talk begun then has ended by now."""
        while True:
            opens, closes = self.chance.choice(self.open)
            at = opens + (closes - opens) * self.chance.random()
            local = self.libraries["ames"].local(at)
            distance = (local.hour + local.minute / 60 - BUSIEST_HOUR) / 5
            if at < self.now - LONGEST_TALK and self.chance.random() < math.exp(-distance * distance):
                return at


def _confirmed(talk: Talk) -> dict[str, Any]:
    return {
        "kind": talk.kind,
        "read_level": talk.level,
        "patron_status": talk.status or None,
        "outcome": talk.outcome,
        "topic": talk.topic or None,
    }
