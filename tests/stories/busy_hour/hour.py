"""The hour itself: sixty patrons, six staff, one desk, and the time that passes for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from playwright.sync_api import Browser

from tests.stories.busy_hour.colleague import Colleague
from tests.stories.busy_hour.patron import Patron
from tests.stories.busy_hour.script import script
from tests.support.moved_desk import MovedDesk

EMAILS: Final = {
    "Ines": "ines@ames.example", "Otto": "otto@birch.example", "Noor": "noor@ames.example",
    "Hana": "hana@desk.example", "Lena": "lena@cedar.example", "Bram": "bram@birch.example",
}  # fmt: skip
STEP: Final = 20  # shorter than any lease


class Hour:
    """Who is there. `of` finds the patrons of a part of the script; `passes` lets time go by."""

    def __init__(self, browser: Browser, desk: MovedDesk) -> None:
        self.desk = desk
        self.staff = {name: Colleague(browser, desk, name, email) for name, email in EMAILS.items()}
        self.patrons = [Patron(desk.address, part) for part in script()]
        self.arrived: list[Patron] = []

    def __getitem__(self, name: str) -> Colleague:
        return self.staff[name]

    def of(self, story: str) -> list[Patron]:
        return [patron for patron in self.patrons if patron.part.story == story]

    def arrive(self, patrons: Sequence[Patron]) -> None:
        """All at once."""
        at_once(Patron.asks, patrons)
        self.arrived += patrons

    def passes(self, seconds: int, silent: Sequence[Patron] = ()) -> None:
        """Whoever is there goes on giving signs; the desk sees who does not."""
        there = [
            each for each in self.arrived if each not in silent and each.reads("events")["state"] != "closed"
        ]
        for _each in range(-(-seconds // STEP)):
            self.desk.move(STEP)
            at_once(Colleague.beats, [each for each in self.staff.values() if each.is_there])
            at_once(Patron.beats, there)
            self.desk.sweep()

    def end(self) -> None:
        for patron in self.patrons:
            if patron.follower:
                patron.follower.end()
        for colleague in self.staff.values():
            colleague.context.close()


def at_once(act: Callable[[Any], object], people: Iterable[Any]) -> None:
    """Each in a thread of their own; the first trouble is raised."""
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(act, people))
