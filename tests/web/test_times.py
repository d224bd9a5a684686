"""Times in the reader's language and the library's zone."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from commondesk.web.times import day_of, exact_time, next_time, short_time

NEW_YORK = ZoneInfo("America/New_York")
AT = dt.datetime(2026, 3, 1, 19, 5, 9, tzinfo=dt.UTC)


def test_a_time_is_told_as_the_language_tells_it():
    assert (short_time(AT, NEW_YORK), exact_time(AT, NEW_YORK)) == ("2:05 PM", "March 1, 2026, 2:05 PM")
    with override("es"):
        assert (short_time(AT, NEW_YORK), day_of(AT, NEW_YORK)) == ("2:05 p.m.", "domingo, 1 de marzo")


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (2, "today at 4:05 PM"),
        (10, "tomorrow at 12:05 AM"),
        (24, "tomorrow at 2:05 PM"),
        (48, "Tuesday, March 3 at 2:05 PM"),
    ],
)
def test_what_is_to_come_is_told_from_here(hours, told):
    assert next_time(AT + dt.timedelta(hours=hours), AT, NEW_YORK) == told


def test_tomorrow_is_a_day_on_the_wall_also_when_the_clocks_change():
    before = dt.datetime(2026, 3, 8, 4, 30, tzinfo=dt.UTC)  # Saturday 23:30, the night of the change
    assert next_time(before + dt.timedelta(hours=9), before, NEW_YORK) == "tomorrow at 9:30 AM"
