"""The sixty parts: what each patron comes for, who has it in the end, and how it is counted."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

SEED: Final = 60
NAMES: Final = ("Pia", "Quentin", "Rosa", "Sami", "Tess", "Uri", "Vera", "Wim", "Xenia", "Yusuf")
QUESTIONS: Final = (
    "Where can I find old photos of the mill?",
    "How do I renew a book that somebody waits for?",
    "Which birds nest on the river bank?",
    "Is there a map of the town before the fire?",
    "Can I print from my phone?",
    "Who wrote the song about the ferry?",
    "Do you have the minutes of the school board?",
    "What did a loaf of bread cost in my grandmother's youth?",
)
# Where patrons ask: their library's short address, or none.
PLACES: Final = ("ames", "birch", "cedar", None)
HOME: Final = {
    "Ines": "Ames Public Library", "Noor": "Ames Public Library", "Otto": "Birch County Library",
    "Bram": "Birch County Library", "Lena": "Cedar Falls Library", "Hana": "The consortium's own staff",
}  # fmt: skip
QUEUES: Final = {"ames": "Ames", "birch": "Birch", "cedar": "Cedar", None: "Statewide"}
LIBRARIES: Final = {
    "ames": "Ames Public Library", "birch": "Birch County Library", "cedar": "Cedar Falls Library",
    None: "No library named",
}  # fmt: skip
# How a librarian may classify: kind, READ level, outcome; and what the report calls the outcome.
CLASSIFIED: Final = (
    ("reference", "3", "answered"), ("reference", "2", "answered"), ("reference", "4", "partly"),
    ("account", "", "answered"), ("machine", "", "answered"), ("directions", "", "answered"),
    ("reference", "3", "referred"), ("other", "", "unanswered"),
)  # fmt: skip
COUNTED: Final = {
    "answered": "Answered", "partly": "Answered", "referred": "Referred", "unanswered": "Not answered",
    "no_question": "No question",
}  # fmt: skip


@dataclass(slots=True)
class Part:
    """One patron's. `held_by`: who holds it, one after the other; `ended`: as the log says it."""

    number: int
    story: str
    at: str | None
    question: str
    name: str
    held_by: list[str]
    ended: str = "answered"
    classified: tuple[str, str, str] | None = None
    moves_to: str | None = None
    language: str = "en"
    fate: str = field(init=False)

    def __post_init__(self) -> None:
        self.fate = "Lost" if self.ended in ("left", "lost") else "Answered"
        if self.classified:
            self.fate = COUNTED[self.classified[2]]

    @property
    def queue(self) -> str:
        """The name of the queue in which it is in the end."""
        return self.moves_to or QUEUES[self.at]


# Story, how many, who holds it one after the other (one tuple a patron, in turn), how it ends, and more.
TALKS: Final[Sequence[tuple[str, int, Sequence[tuple[str, ...]]]]] = (
    ("plain", 18, [("Ines",), ("Otto",), ("Noor",), ("Hana",), ("Lena",), ("Bram",)]),
    ("to a library", 2, [("Ines", "Otto")]),
    ("to a queue", 2, [("Ines", "Hana")]),
    ("taken over", 3, [("Ines", "Lena"), ("Bram", "Otto"), ("Hana", "Noor")]),
    ("declined", 2, [("Bram",)]),
    ("lapsed", 2, [("Noor",)]),
    ("would rather stay", 2, [("Ines",)]),
    ("helped", 2, [("Ines",)]),
    ("librarian's line drops", 1, [("Ines",)]),
    ("patron's line drops", 2, [("Otto",)]),
    ("laptop closed", 2, [("Bram", "Otto"), ("Bram", "Ines")]),
    ("stepped in", 1, [("Noor", "Hana")]),
    ("two at once", 2, [()]),
)


def script() -> list[Part]:
    """All sixty, the same each time."""
    chance = random.Random(SEED)
    parts = [
        _talk(story, turns[at % len(turns)], chance) for story, many, turns in TALKS for at in range(many)
    ]
    parts += [_part("closes it", chance, ["Lena"], ended="by_patron", classified=None) for _each in range(3)]
    parts += [_part("gives up", chance, [], ended="left") for _each in range(10)]
    parts += [_part("is lost", chance, [], ended="lost") for _each in range(6)]
    for part in parts[-19:-17]:
        part.classified, part.fate = ("reference", "3", "answered"), "Answered"
    for number, part in enumerate(parts, 1):
        part.number, part.name = number, f"{NAMES[number % len(NAMES)]} {chr(64 + (number + 9) // 10)}"
    return parts


def _talk(story: str, held_by: Sequence[str], chance: random.Random) -> Part:
    part = _part(story, chance, list(held_by), classified=chance.choice(CLASSIFIED))
    if story == "to a library":
        part.at, part.moves_to = "ames", "Birch"
    if story == "to a queue":
        part.at, part.moves_to = "ames", "Statewide"
    return part


def _part(
    story: str,
    chance: random.Random,
    held_by: list[str],
    ended: str = "answered",
    classified: tuple[str, str, str] | None = None,
) -> Part:
    question = chance.choice(QUESTIONS)
    return Part(0, story, chance.choice(PLACES), question, "", held_by, ended, classified)
