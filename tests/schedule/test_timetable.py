import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from commondesk.schedule.closure import Closure
from commondesk.schedule.opening_hours import OpeningHours
from commondesk.schedule.timetable import Day, Timetable

NEW_YORK = ZoneInfo("America/New_York")
CHICAGO = ZoneInfo("America/Chicago")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # moves by half an hour only
SPRING, AUTUMN = dt.date(2026, 3, 8), dt.date(2026, 11, 1)


def every_day(opens, closes, **season):
    return [row(day, opens, closes, **season) for day in range(7)]


def row(weekday, opens, closes, **season):
    return OpeningHours(weekday=weekday, opens=clock(opens), closes=clock(closes), **season)


def clock(text):
    return dt.time.fromisoformat(text)


def local(intervals, zone):
    return [" to ".join(f"{moment.astimezone(zone):%d %H:%M %Z}" for moment in pair) for pair in intervals]


def hours(intervals):
    return [(closes - opens).total_seconds() / 3600 for opens, closes in intervals]


def test_several_intervals_of_a_day_come_in_order_and_in_utc():
    table = Timetable(NEW_YORK, [row(2, "14:00", "18:30"), row(2, "09:00", "12:00")])
    found = table.intervals(dt.date(2026, 1, 7), 1)
    assert [f"{opens:%H:%M %Z}-{closes:%H:%M}" for opens, closes in found] == [
        "14:00 UTC-17:00",
        "19:00 UTC-23:30",
    ]


def test_intervals_that_touch_are_one_opening():
    table = Timetable(CHICAGO, [*every_day("00:00", "12:00"), *every_day("12:00", "00:00")])
    assert hours(table.intervals(dt.date(2026, 1, 5), 7)) == [168]


def test_a_shift_past_midnight_belongs_to_the_day_it_begins_on():
    table = Timetable(CHICAGO, [row(6, "22:00", "02:00")])
    sunday, monday = dt.date(2026, 1, 4), dt.date(2026, 1, 5)
    assert local(table.intervals(sunday, 1), CHICAGO) == ["04 22:00 CST to 05 02:00 CST"]
    assert table.intervals(monday, 6) == []


def test_both_midnight_is_the_whole_day():
    assert hours(Timetable(CHICAGO, [row(0, "00:00", "00:00")]).intervals(dt.date(2026, 1, 5), 7)) == [24]


@pytest.mark.parametrize("zone", [NEW_YORK, CHICAGO])
def test_an_opening_inside_the_gap_is_at_the_first_real_minute(zone):
    found = Timetable(zone, [row(6, "02:30", "05:00")]).intervals(SPRING, 1)
    assert f"{found[0][0].astimezone(zone):%H:%M}" == "03:00"
    assert hours(found) == [2]


def test_a_closing_inside_the_gap_is_at_the_change_and_nothing_opens_wholly_within_it():
    assert hours(Timetable(NEW_YORK, [row(6, "00:00", "02:30")]).intervals(SPRING, 1)) == [2]
    assert Timetable(NEW_YORK, [row(6, "02:05", "02:55")]).intervals(SPRING, 1) == []


@pytest.mark.parametrize("zone", [NEW_YORK, CHICAGO])
def test_the_hour_that_comes_twice_is_open_both_times(zone):
    table = Timetable(zone, [row(6, "01:00", "02:00")])
    assert hours(table.intervals(AUTUMN, 1)) == [2]
    assert hours(Timetable(zone, [row(6, "00:00", "01:30")]).intervals(AUTUMN, 1)) == [2.5]
    assert hours(Timetable(zone, [row(6, "01:30", "03:00")]).intervals(AUTUMN, 1)) == [2.5]


@pytest.mark.parametrize(("day", "length"), [(SPRING, 23), (AUTUMN, 25)])
def test_a_whole_day_is_as_long_as_the_day_is(day, length):
    assert hours(Timetable(NEW_YORK, [row(6, "00:00", "00:00")]).intervals(day, 1)) == [length]


def test_a_night_shift_over_the_change_keeps_its_wall_clock():
    table = Timetable(CHICAGO, every_day("22:00", "06:00"))
    assert local(table.intervals(SPRING - dt.timedelta(1), 1), CHICAGO) == ["07 22:00 CST to 08 06:00 CDT"]
    assert hours(table.intervals(SPRING - dt.timedelta(1), 1)) == [7]
    assert hours(table.intervals(AUTUMN - dt.timedelta(1), 1)) == [9]


def test_a_zone_that_moves_by_half_an_hour_and_in_the_other_half_of_the_year():
    gap, overlap = dt.date(2026, 10, 4), dt.date(2026, 4, 5)
    table = Timetable(LORD_HOWE, [row(6, "02:15", "04:00")])
    assert f"{table.intervals(gap, 1)[0][0].astimezone(LORD_HOWE):%H:%M}" == "02:30"
    assert hours(Timetable(LORD_HOWE, [row(6, "01:00", "02:00")]).intervals(overlap, 1)) == [1.5]


def test_a_leap_day_has_its_hours():
    assert dt.date(2028, 2, 29).weekday() == 1
    table = Timetable(CHICAGO, [row(1, "09:00", "17:00")])
    assert local(table.intervals(dt.date(2028, 2, 28), 3), CHICAGO) == ["29 09:00 CST to 29 17:00 CST"]


def test_a_season_holds_from_its_first_day_to_its_last():
    summer = {"first_day": dt.date(2026, 6, 1), "last_day": dt.date(2026, 6, 3)}
    found = Timetable(CHICAGO, every_day("09:00", "10:00", **summer)).intervals(dt.date(2026, 5, 25), 20)
    assert [opens.astimezone(CHICAGO).day for opens, _ in found] == [1, 2, 3]


def test_a_closed_day_takes_its_own_shift_and_leaves_last_nights():
    table = Timetable(CHICAGO, every_day("20:00", "02:00"), [closed(dt.date(2026, 7, 4))])
    assert local(table.intervals(dt.date(2026, 7, 3), 3), CHICAGO) == [
        "03 20:00 CDT to 04 02:00 CDT",
        "05 20:00 CDT to 06 02:00 CDT",
    ]


def test_other_hours_replace_the_usual_ones():
    table = Timetable(CHICAGO, every_day("09:00", "21:00"), [closed(AUTUMN, opens="12:00", closes="16:00")])
    assert local(table.intervals(AUTUMN, 1), CHICAGO) == ["01 12:00 CST to 01 16:00 CST"]


def test_a_day_of_other_hours_within_a_closed_fortnight_is_open():
    fortnight = closed(dt.date(2026, 12, 21), dt.date(2027, 1, 3), reason="Winter break")
    table = Timetable(
        CHICAGO,
        every_day("09:00", "21:00"),
        [fortnight, closed(dt.date(2026, 12, 29), opens="10:00", closes="11:00")],
    )
    assert local(table.intervals(dt.date(2026, 12, 21), 14), CHICAGO) == ["29 10:00 CST to 29 11:00 CST"]
    assert (table.reason(dt.date(2026, 12, 28)), table.reason(dt.date(2026, 12, 20))) == ("Winter break", "")


def test_a_whole_day_knows_that_it_is_one():
    def shown(*intervals):
        return Day(AUTUMN, list(intervals)).is_whole

    midnight = dt.datetime(2026, 11, 1, tzinfo=CHICAGO)
    assert shown((midnight, midnight + dt.timedelta(1)))
    assert not shown((midnight, midnight + dt.timedelta(hours=9)))
    assert not shown()


def closed(first, last=None, reason="Holiday", opens=None, closes=None):
    return Closure(
        first_day=first, last_day=last or first, reason=reason,
        opens=opens and clock(opens), closes=closes and clock(closes),
    )  # fmt: skip
