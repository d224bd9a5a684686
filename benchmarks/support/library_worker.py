"""One installation with so many imported libraries, which times the pages it is asked for on its input."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.support import cores
from benchmarks.support.options import leave_tidily
from benchmarks.support.place import Place, place

REPEATS = 3
NOBODY = ""
STATES = (("FL", "34470"), ("OH", "43004"), ("TX", "75001"), ("NY", "10001"), ("CA", "90001"))


def main() -> None:
    """Arguments: database, number of libraries, and if it is not to be invented a survey's file."""
    leave_tidily()
    database, number = sys.argv[1], int(sys.argv[2])
    with place(database) as where:
        from commondesk.plumbing import assets
        from tests.cast import make_cast

        cast = make_cast()
        assets.collect()
        file = Path(sys.argv[3]) if len(sys.argv) > 3 else _invented(where, number)
        started = time.perf_counter()
        _import(file)
        _say({"imported_seconds": round(time.perf_counter() - started, 1)})
        cores.on_server_core()
        pages = _Pages(cast)
        for line in sys.stdin:
            name = line.rstrip("\n")
            _say({"seconds": pages.time(name)} if name else pages.weights())


class _Pages:
    """The pages by name, each asked for by somebody of the cast who is signed in, or by a patron."""

    def __init__(self, cast: Any) -> None:
        from django.conf import settings
        from django.test import Client

        settings.ALLOWED_HOSTS = ["127.0.0.1"]
        self._clients = {NOBODY: Client(headers={"host": "127.0.0.1"})}
        for person in (cast.ines, cast.noor, cast.hana):
            client = Client(headers={"host": "127.0.0.1"})
            client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
            self._clients[person.called] = client
        code = _work(cast)
        self._pages = dict(_pages(code))
        self.weights()

    def time(self, name: str) -> float:
        """Seconds of this page, the best of a few askings."""
        return min(self._time(name) for _ in range(REPEATS))

    def weights(self) -> dict[str, tuple[int, int]]:
        """How many queries each page asks, and how many bytes it weighs once packed."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        found = {}
        for name in self._pages:
            with CaptureQueriesContext(connection) as captured:
                content = self._ask(name)
            found[name] = len(captured), len(gzip.compress(content, 6))
        return found

    def _time(self, name: str) -> float:
        started = time.perf_counter()
        self._ask(name)
        return time.perf_counter() - started

    def _ask(self, name: str) -> bytes:
        person, path = self._pages[name]
        answer = self._clients[person].get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{name}: {path} answered {answer.status_code}.")
        return bytes(answer.content)


def _pages(code: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """What is asked, by whom."""
    api = "/api/v1"
    for name, path in (
        ("ask page", "/"),
        ("ask page of a library", "/ask/ames/"),
        ("hours", "/hours/?library=ames"),
        ("promise", "/promise/"),
        ("promise to a library's patrons", "/promise/?library=ames"),
        ("sign-in", "/sign-in/"),
        ("libraries (API)", f"{api}/libraries"),
        ("one library (API)", f"{api}/libraries/ames"),
        ("libraries by name (API)", f"{api}/libraries?q=ames"),
    ):
        yield name, (NOBODY, path)
    for person in ("Ines", "Noor", "Hana"):
        for name, path in (
            ("console", "/desk/"),
            ("console with a talk", f"/desk/{code}/"),
            ("desk snapshot (API)", f"{api}/desk"),
            ("conversation list", "/desk/conversations/"),
            ("conversations of a library (API)", f"{api}/conversations?library=ames"),
            ("canned messages", "/desk/canned/"),
            ("staff channel", "/channel/"),
        ):
            yield f"{name}, {person}", (person, path)
    for person in ("Noor", "Hana"):
        for name, path in (
            ("report of the month", "/reports/"),
            ("library page", "/library/ames/"),
            ("library hours", "/library/ames/hours/"),
            ("library staff", "/library/ames/staff/"),
            ("library rolls on", "/library/ames/roll-on/"),
            ("library promotes", "/library/ames/promote/"),
        ):
            yield f"{name}, {person}", (person, path)
    for path in ("", "libraries/", "libraries/new/", "libraries/?q=ames", "libraries/ames/close/", "queues/",
                 "queues/new/", "queues/?kind=unstaffed", "queues/ames/", "queues/statewide/?library=bir",
                 "people/", "people/?q=birch", "tables/", "standards/"):  # fmt: skip
        yield f"consortium/{path}, Hana", ("Hana", f"/consortium/{path}")


def _work(cast: Any) -> str:
    """Everybody is on duty, three patrons wait, and Ines talks; the code of that talk."""
    from datetime import timedelta

    from commondesk.schedule import presence
    from tests.cast import make_asked, make_talk, on_duty

    # Renewing a lease asks a query more, and when it does hangs on the time and not on the size.
    presence.LEASE = timedelta(hours=1)
    on_duty(cast.ines, cast.ames_queue, cast.statewide)
    on_duty(cast.noor, cast.statewide)
    on_duty(cast.hana, cast.statewide)
    for library in (cast.ames, cast.birch, None):
        make_asked(library=library)
    return str(make_talk(cast.ines, library=cast.ames).conversation.code)


def _import(file: Path) -> None:
    """By the command itself; what it has to say of rows is not ours to print."""
    from commondesk import cli

    with contextlib.redirect_stdout(io.StringIO()):
        if cli.main(["import-libraries", str(file), "--rolls-on-to", "statewide"]):
            raise RuntimeError("The libraries were not imported.")


def _invented(where: Place, number: int) -> Path:
    """As a survey writes them; every tenth is of a county, and many names are shared."""
    path = where.folder / "libraries.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["state", "fscskey", "name", "address", "city", "zip", "county"])
        writer.writerows(_rows(number))
    return path


def _rows(number: int) -> Iterable[list[str]]:
    for at in range(number):
        state, zip_code = STATES[at % len(STATES)]
        kind = "COUNTY LIBRARY SYSTEM" if at % 10 == 0 else "PUBLIC LIBRARY"
        name = f"LAKE {at % (number * 9 // 10 + 1)} {kind}"
        yield [state, f"{state}{at:05}", name, f"{at} MAIN STREET", f"LAKE {at}", zip_code, ""]


def _say(found: dict[str, Any]) -> None:
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
