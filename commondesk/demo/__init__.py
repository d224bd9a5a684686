"""`commondesk demo`: an invented consortium with a week behind it, to try everything with."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from commondesk import serve
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.demo import canned, consortium, hours, people, week
from commondesk.desk.mark_kind import first_kinds
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Refusal
from commondesk.plumbing.sqlite.one_server import DataDirectoryInUse, data_dir_lock


class InUse(Refusal):
    """Somebody else serves this data directory; the sentence says what to do."""

    slug = "in-use"
    status = 409


def run(port: int, reset: bool = False, seed_only: bool = False) -> None:
    """Bring the demo up to date, fill it when it is empty, say how to get in, and serve until SIGTERM.

    `reset` throws away what it holds first. Raises `InUse` while another process serves the same data.
    """
    with _alone():
        if reset:
            _empty()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        seed()
    if seed_only:
        return
    serve.run("127.0.0.1", port, "all", welcome=_welcome(f"http://127.0.0.1:{port}"))


def seed() -> bool:
    """Fill an empty database, all or nothing; False when somebody works here already."""
    with transaction.atomic():
        if Librarian.objects.exists():
            return False
        now = clock.now()
        consortium.make()
        people.make()
        first_kinds()
        hours.make(now.date())
        canned.make(dict(Library.objects.values_list("slug", "id")))
        week.make(now)
    return True


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Nobody serves this data while it is changed. The lock is free again before the server takes it."""
    try:
        with data_dir_lock(settings.COMMONDESK.data_dir):
            yield
    except DataDirectoryInUse as error:
        raise InUse(str(error)) from error


def _empty() -> None:
    """Throw away database, mail and files; the demo's own secret stays."""
    if connection.vendor == "sqlite":
        connection.close()
        for ending in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{ending}").unlink(missing_ok=True)
    else:
        call_command("flush", verbosity=0, interactive=False)
    for folder in ("mail", "files"):
        shutil.rmtree(settings.COMMONDESK.data_dir / folder, ignore_errors=True)


def _welcome(address: str) -> str:
    lines = [
        "",
        f"  Ask a librarian     {address}/",
        f"  at Ames             {address}/ask/ames/",
        f"  in Spanish          {address}/es/",
        f"  The librarians      {address}/desk/",
        "",
        f"  All of these sign in with the password {people.PASSWORD}",
        *(
            f"    {email:20} {name:12} {role.replace('_', ' ')}{_at(slug)}"
            for email, name, role, slug, _ in people.CAST
        ),
        "",
        f"  A library's site with the desk on it: {address}/demo/",
        f"  No mail leaves; it is read at {address}/demo/mail/. Everything here is invented.",
        "",
    ]
    return "\n".join(lines)


def _at(slug: str) -> str:
    return f" at {slug.capitalize()}" if slug else ""
