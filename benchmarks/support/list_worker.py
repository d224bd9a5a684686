"""One installation of one size, which times the pages it is asked for on its standard input."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from benchmarks.support import cores
from benchmarks.support.options import leave_tidily
from benchmarks.support.place import place

REPEATS = 2
PATRON = "a patron"


def main() -> None:
    """Arguments: database, number of conversations."""
    leave_tidily()
    database, number = sys.argv[1], int(sys.argv[2])
    with place(database) as where:
        from benchmarks.support.filling import fill
        from commondesk.plumbing import assets
        from tests.cast import make_cast

        cast = make_cast()
        assets.collect()
        started = time.perf_counter()
        fill(where, cast, number)
        _say({"filled_seconds": round(time.perf_counter() - started, 1)})
        cores.on_server_core()
        pages = _Pages(cast, number)
        for line in sys.stdin:
            name = line.rstrip("\n")
            _say({"seconds": pages.time(name)} if name else pages.queries())


class _Pages:
    """The pages by name, each asked for by somebody of the cast who is signed in."""

    def __init__(self, cast: Any, number: int) -> None:
        from django.conf import settings
        from django.test import Client

        settings.ALLOWED_HOSTS = ["127.0.0.1"]
        self._cast = cast
        self._clients = {}
        for person in _people(cast):
            client = Client(headers={"host": "127.0.0.1"})
            client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
            self._clients[person.called] = client
        self._pages = dict(_pages(number))
        self.queries()

    def time(self, name: str) -> float:
        """Seconds of this page, the best of a few askings."""
        return min(self._time(name) for _ in range(REPEATS))

    def queries(self) -> dict[str, int]:
        """How many queries each page asks."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        found = {}
        _monitor(self._cast)  # afresh: a console that renews a lease which ran out asks a few more
        for name in self._pages:
            with CaptureQueriesContext(connection) as captured:
                self._ask(name)
            found[name] = len(captured)
        return found

    def _time(self, name: str) -> float:
        started = time.perf_counter()
        self._ask(name)
        return time.perf_counter() - started

    def _ask(self, name: str) -> None:
        person, path = self._pages[name]
        if person == PATRON:
            _start_stream(path)
            return
        answer = self._clients[person].get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{name}: {path} answered {answer.status_code}.")


def _start_stream(code: str) -> None:
    """What the line asks the database when a patron's page begins to follow: who it is, and what it lacks."""
    from benchmarks.support.filling import EVENTS, token_of
    from commondesk.desk.event import PAGE
    from commondesk.plumbing.tokens import digest
    from commondesk.web.line.admission import fetch

    _place, events = fetch(digest(token_of(code)), code, 0, PAGE)
    if len(events) != EVENTS:
        raise RuntimeError(f"{code}: {len(events)} events came.")


def _pages(number: int) -> Iterable[tuple[str, tuple[str, str]]]:
    """What is asked, by whom. A name that many gave, one that few gave and one that nobody gave."""
    from commondesk.desk.conversation import Conversation

    far_back = Conversation.objects.filter(pk__gte=number // 3).order_by("pk")
    old, rays = (far_back.filter(queue__slug=slug).first() for slug in ("ames", "lib-5"))
    assert old
    assert rays
    api = "/api/v1/conversations"
    yield "stream start, patron", (PATRON, old.code)
    for person in ("Ines", "Noor", "Hana"):
        yield f"console, {person}", (person, "/desk/")
        yield f"desk snapshot (API), {person}", (person, "/api/v1/desk")
        yield f"conversation list, {person}", (person, "/desk/conversations/")
        yield f"list (API), {person}", (person, api)
        yield f"  closed ones, {person}", (person, f"{api}?state=closed")
        yield f"  waiting ones, {person}", (person, f"{api}?state=waiting")
        yield f"  of one queue, {person}", (person, f"{api}?queue=ames")
        yield f"  of one library, {person}", (person, f"{api}?library=ames")
        yield f"  mine, {person}", (person, f"{api}?mine=true")
        yield f"  a page far back, {person}", (person, f"{api}?after={old.code}")
        yield f"  search by code, {person}", (person, f"{api}?q={old.code}")
        yield f"  search by a common name, {person}", (person, f"{api}?q=Carmen")
        yield f"  search by a rare name, {person}", (person, f"{api}?q=Quentin+R")
        yield f"  search by nobody's name, {person}", (person, f"{api}?q=Zebedee")
        yield f"  one conversation, {person}", (person, f"/desk/{old.code}/")
    for person, code in (("Ray", rays.code), ("Ira", "")):
        yield f"list (API), {person}", (person, api)
        yield f"  closed ones, {person}", (person, f"{api}?state=closed")
        yield f"  a page far back, {person}", (person, f"{api}?after={code}")
        yield f"  search by a common name, {person}", (person, f"{api}?q=Carmen")
        yield f"  search by a rare name, {person}", (person, f"{api}?q=Quentin+R")
    for person in ("Noor", "Hana", "Ray"):
        yield from _searches(api, person)


def _searches(api: str, person: str) -> Iterable[tuple[str, tuple[str, str]]]:
    """By words that all, one in seven, five and none hold; by topic, who held it, and when."""
    from commondesk.plumbing import clock

    year_ago = clock.now().date() - timedelta(days=365)
    for name, query in (
        ("a common word", "words=deed"),
        ("a word of one in seven", "words=maps"),
        ("a rare word", "words=zeppelin"),
        ("nobody's word", "words=xylophone"),
        ("two common words", "words=maps+parcel"),
        ("two words of few together", "words=maps+wills"),
        ("a common and nobody's word", "words=deed+xylophone"),
        ("a common word in a library", "words=deed&library=ames"),
        ("a common word and topic", "words=deed&topic=Local+history"),
        ("topic", "topic=Local+history"),
        ("nobody's topic", "topic=Astronomy"),
        ("person", "person=Noor"),
        ("time", f"from={year_ago - timedelta(days=7)}&to={year_ago}"),
        ("time and library", f"from={year_ago - timedelta(days=7)}&to={year_ago}&library=ames"),
    ):
        yield f"  by {name}, {person}", (person, f"{api}?{query}")


def _monitor(cast: Any) -> None:
    """Everybody is on duty and monitors what their console then shows."""
    from commondesk.schedule import presence

    # Renewing a lease asks a query more, and when it does hangs on the time and not on the size.
    presence.LEASE = timedelta(hours=1)
    for person in (cast.ines, cast.noor, cast.hana):
        presence.monitor(person, cast.statewide)


def _people(cast: Any) -> list[Any]:
    """Who asks: Ray is the only librarian of a small library, and sees what its patrons ask."""
    from commondesk.consortium.library import Library
    from commondesk.consortium.membership import Role
    from tests.cast import make_librarian

    library = Library.objects.get(slug="lib-5")
    ray = make_librarian("ray@lib-5.example", "Ray Moss", Role.LIBRARIAN, library)
    return [cast.ines, cast.noor, cast.hana, cast.ira, ray]


def _say(found: dict[str, Any]) -> None:
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
