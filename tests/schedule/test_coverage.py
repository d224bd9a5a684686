import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.schedule import coverage
from commondesk.schedule.closure import Closure
from commondesk.schedule.opening_hours import OpeningHours

pytestmark = pytest.mark.django_db
NEW_YORK, CHICAGO = ZoneInfo("America/New_York"), ZoneInfo("America/Chicago")
MONDAY = dt.date(2026, 1, 5)


@pytest.fixture
def library():
    return Library.objects.create(slug="gulf", name="Gulf Library", time_zone="America/Chicago")


@pytest.fixture
def statewide():
    return Queue.objects.create(slug="all", name="Everybody's", time_zone="America/New_York")


@pytest.fixture
def own_queue(library, statewide):
    return Queue.objects.create(
        slug="gulf", name="Gulf", library=library, rolls_on_to=statewide, time_zone="America/Chicago"
    )


def opens(place, days, hours, **more):
    start, end = (dt.time.fromisoformat(text) for text in hours.split("-"))
    kind = "queue" if isinstance(place, Queue) else "library"
    for day in days:
        OpeningHours.objects.create(**{kind: place}, weekday=day, opens=start, closes=end, **more)


def at(zone, hour, minute=0, day=MONDAY):
    return dt.datetime.combine(day, dt.time(hour, minute), zone)


def test_one_time_means_two_moments_in_a_state_with_two_zones(library, statewide):
    opens(library, [0], "09:00-17:00")
    opens(statewide, [0], "09:00-17:00")
    nine_in_the_east = at(NEW_YORK, 9)
    assert coverage.is_open(statewide, nine_in_the_east)
    assert not coverage.is_open(library, nine_in_the_east)
    assert coverage.next_opening(library, nine_in_the_east) == nine_in_the_east + dt.timedelta(hours=1)


def test_open_from_the_first_moment_until_the_last(library):
    opens(library, [0], "09:00-17:00")
    assert coverage.is_open(library, at(CHICAGO, 9))
    assert not coverage.is_open(library, at(CHICAGO, 17))
    assert coverage.closes_at(library, at(CHICAGO, 9)) == at(CHICAGO, 17)
    assert coverage.closes_at(library, at(CHICAGO, 17)) is None


def test_a_shift_from_sunday_is_still_open_after_the_week_has_turned(library):
    opens(library, [6], "22:00-02:00")
    assert coverage.is_open(library, at(CHICAGO, 1, 59))
    assert coverage.next_opening(library, at(CHICAGO, 1)) == at(CHICAGO, 22, day=dt.date(2026, 1, 11))


def test_the_next_opening_is_looked_for_sixty_days_and_no_further(library):
    opens(library, [0], "09:00-17:00", first_day=dt.date(2026, 3, 2))
    assert coverage.next_opening(library, at(CHICAGO, 12)) == at(CHICAGO, 9, day=dt.date(2026, 3, 2))
    assert coverage.next_opening(library, at(CHICAGO, 12, day=dt.date(2025, 12, 1))) is None


def test_a_place_that_never_closes_has_no_closing_time(library):
    opens(library, range(7), "00:00-00:00")
    assert coverage.is_open(library, at(CHICAGO, 0))
    assert coverage.closes_at(library, at(CHICAGO, 12)) is None
    assert all(day.is_whole for day in coverage.week(library, at(CHICAGO, 12)))


def test_a_queue_without_hours_follows_the_one_it_rolls_on_to(own_queue, statewide, library):
    opens(statewide, [0], "10:00-12:00")
    opens(library, [0], "00:00-00:00")
    assert coverage.is_open(own_queue, at(NEW_YORK, 10))
    assert not coverage.is_open(own_queue, at(NEW_YORK, 13))


def test_where_no_queue_has_hours_the_librarys_count(own_queue, library):
    opens(library, [0], "09:00-17:00")
    assert coverage.is_open(own_queue, at(CHICAGO, 9))


def test_a_queue_is_covered_while_anything_on_its_way_is_open(own_queue, statewide):
    opens(own_queue, [0], "09:00-10:00")
    opens(statewide, [0], "12:00-14:00")
    noon = at(NEW_YORK, 12)
    assert not coverage.is_open(own_queue, noon)
    assert coverage.is_covered(own_queue, noon)
    assert not coverage.is_covered(statewide, at(CHICAGO, 9))
    assert coverage.covered_from(own_queue, at(CHICAGO, 10)) == noon
    assert coverage.next_opening(own_queue, at(CHICAGO, 10)) == at(CHICAGO, 9, day=dt.date(2026, 1, 12))


def test_no_rows_at_all_is_never_open(own_queue):
    assert not coverage.is_covered(own_queue, at(CHICAGO, 12))
    assert coverage.next_opening(own_queue, at(CHICAGO, 12)) is None
    assert [day.intervals for day in coverage.week(own_queue, at(CHICAGO, 12))] == [[]] * 7


def test_a_week_begins_today_on_the_places_own_calendar_and_names_what_is_unlike_others(library):
    opens(library, range(5), "09:00-17:00")
    Closure.objects.create(
        library=library, first_day=dt.date(2026, 1, 7), last_day=dt.date(2026, 1, 7), reason="Staff day"
    )
    days = coverage.week(library, at(NEW_YORK, 0, 30))  # still Sunday evening in the library's zone
    assert [day.date.day for day in days] == [4, 5, 6, 7, 8, 9, 10]
    assert [len(day.intervals) for day in days] == [0, 1, 1, 0, 1, 1, 0]
    assert days[3].reason == "Staff day"
    assert f"{days[1].intervals[0][0]:%H:%M %Z}" == "09:00 CST"


def test_a_week_of_followed_hours_is_shown_on_the_queues_own_clock(own_queue, statewide):
    opens(statewide, [0], "00:00-02:00")
    days = coverage.week(own_queue, at(CHICAGO, 12, day=dt.date(2026, 1, 4)))
    assert [f"{each[0]:%a %H:%M}-{each[1]:%H:%M}" for day in days for each in day.intervals] == [
        "Sun 23:00-01:00"
    ]


def test_both_changes_of_the_clock_in_three_zones():
    for name in ("America/New_York", "America/Chicago", "America/Denver"):
        zone = ZoneInfo(name)
        place = Library.objects.create(slug=name.lower().replace("/", "-"), name=name, time_zone=name)
        opens(place, [6], "01:00-04:00")
        spring, autumn = dt.date(2026, 3, 8), dt.date(2026, 11, 1)
        lengths = [
            (c - o).total_seconds() / 3600
            for day in (spring, autumn)
            for o, c in coverage.intervals(place, day, 1)
        ]
        assert lengths == [2, 4]
        assert coverage.is_open(place, dt.datetime(2026, 11, 1, 1, 30, tzinfo=zone))
        assert coverage.is_open(place, dt.datetime(2026, 11, 1, 1, 30, tzinfo=zone, fold=1))


def test_the_queries_do_not_grow_with_the_places(own_queue, statewide, library, django_assert_num_queries):
    opens(statewide, range(7), "09:00-17:00")
    more = [Queue.objects.create(slug=f"q{n}", name="Q", rolls_on_to=own_queue) for n in range(5)]
    with django_assert_num_queries(3):
        assert len(coverage.on_the_way([own_queue, statewide, *more])) == 7
    with django_assert_num_queries(2):
        coverage.of([library])
