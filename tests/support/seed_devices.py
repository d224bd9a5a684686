"""The fixed cast at a desk that is open around the clock, whoever is there; as `seed_cast`."""

from __future__ import annotations

import datetime as dt

from tests.support.seed_cast import begin, tell_tokens


def main() -> None:
    begin()
    from commondesk.schedule.opening_hours import OpeningHours
    from tests.cast import make_cast

    cast = make_cast()
    for day in range(7):
        OpeningHours.objects.create(queue=cast.statewide, weekday=day, opens=dt.time(0), closes=dt.time(0))
    tell_tokens(cast.ines, cast.otto, cast.noor, cast.hana)


if __name__ == "__main__":
    main()
