"""Migrate the desk that the environment names, put the fixed cast into it, and print their tokens as JSON."""

import json
import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commondesk.settings")
    django.setup()
    from django.core.management import call_command

    from commondesk.desk.bearer import create_personal
    from tests.cast import make_cast

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    cast = make_cast()
    people = (cast.ines, cast.otto, cast.noor, cast.hana)
    sys.stdout.write(
        json.dumps({person.called.lower(): create_personal(person.email) for person in people}) + "\n"
    )


if __name__ == "__main__":
    main()
