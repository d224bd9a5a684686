"""`commondesk move` in small steps, and killed with -9 at a point of its way.

    python -m tests.support.move_badly PLACE move --to DATABASE_URL

PLACE is `target:Target.add*7`: dies where that function of commondesk/moving would be called for the seventh
time, or with `+wait` behind it stops there until it is sent SIGCONT; or a number of seconds; or `nowhere`.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from importlib import import_module
from typing import Any

SMALL = 40  # rows


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(place: str) -> None:
    place, _, stops = place.partition("+")
    where, _, times = place.partition("*")
    module, _, path = where.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(f"commondesk.moving.{module}")
    for each in owners:
        owner = getattr(owner, each)
    really, left = getattr(owner, name), [int(times or 1)]

    def called(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGSTOP if stops else signal.SIGKILL)
        return really(*arguments, **named)

    setattr(owner, name, called)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commondesk.settings")
    import django

    django.setup()
    from commondesk import cli
    from commondesk.moving import filling

    filling.BATCH = SMALL  # type: ignore[misc]
    place = sys.argv[1]
    if ":" in place:
        die_at(place)
    elif place != "nowhere":
        threading.Timer(float(place), die).start()
    return cli.main(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
