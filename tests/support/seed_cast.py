"""Migrate the desk that the environment names, put the fixed cast into it, and print their tokens as JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from commondesk.consortium.librarian import Librarian


def main() -> None:
    begin()
    from tests.cast import make_cast

    cast = make_cast()
    tell_tokens(cast.ines, cast.otto, cast.noor, cast.hana)


def begin() -> None:
    """An empty database of this version. Only now may rooms be imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commondesk.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def tell_tokens(*people: Librarian) -> None:
    """A token for each, by first name."""
    from commondesk.desk.bearer import create_personal

    tokens = {person.called.lower(): create_personal(person.email) for person in people}
    sys.stdout.write(json.dumps(tokens) + "\n")


if __name__ == "__main__":
    main()
