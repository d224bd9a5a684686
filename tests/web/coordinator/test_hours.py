"""The hours pages: a week of several openings, other days, seasons; of the library and of its queues."""

import datetime as dt

import pytest
import time_machine

from commondesk.schedule.closure import Closure
from commondesk.schedule.opening_hours import OpeningHours
from commondesk.schedule.setting_hours import usual_week
from tests.web.coordinator.browser import Browser, text

PAGE = "/library/ames/hours/"
WEEK = {
    "day-0-0-opens": "09:00", "day-0-0-closes": "12:00", "day-0-1-opens": "13:00", "day-0-1-closes": "17:30",
    "day-4-0-opens": "20:00", "day-4-0-closes": "01:00",
}  # fmt: skip
KEPT = {
    0: [(dt.time(9), dt.time(12)), (dt.time(13), dt.time(17, 30))],
    4: [(dt.time(20), dt.time(1))],
}


@pytest.fixture
def noor(cast):
    return Browser(cast.noor)


def test_the_week_is_kept_shown_and_taken_back(cast, noor):
    page = noor.post(PAGE, WEEK)
    assert usual_week(cast.ames) == KEPT
    assert 'name="day-0-2-opens" value=""' in text(page)
    assert "9:00\xa0AM – 12:00\xa0PM, 1:00\xa0PM – 5:30\xa0PM" in text(page)
    page = noor.undo(page)
    assert usual_week(cast.ames) == {}
    noor.undo(page)
    assert usual_week(cast.ames) == KEPT


@pytest.mark.parametrize(
    "typed",
    [
        {"day-0-0-opens": "09:00"},
        {"day-0-0-opens": "nine", "day-0-0-closes": "17:00"},
        {"day-0-0-opens": "25:00", "day-0-0-closes": "26:00"},
        {
            "day-0-0-opens": "09:00",
            "day-0-0-closes": "12:00",
            "day-0-1-opens": "11:00",
            "day-0-1-closes": "13:00",
        },
    ],
)
def test_what_cannot_be_is_refused_at_its_day_and_stays_as_typed(cast, noor, typed):
    page = noor.post(PAGE, typed)
    assert page.status_code == 422
    assert 'id="day-0-error"' in text(page)
    assert f'value="{typed["day-0-0-opens"]}"' in text(page)
    assert usual_week(cast.ames) == {}


def test_an_opening_that_reaches_into_the_next_day_is_told_at_the_day_it_begins_on(cast, noor):
    page = noor.post(PAGE, WEEK | {"day-5-0-opens": "00:30", "day-5-0-closes": "05:00"})
    assert page.status_code == 422
    assert 'id="day-4-error"' in text(page)
    assert 'id="day-5-error"' not in text(page)
    assert "goes on past midnight into Saturday" in text(page)
    assert usual_week(cast.ames) == {}


def test_the_hours_of_a_queue_are_its_own(cast, noor):
    page = noor.get(f"{PAGE}?queue=ames")
    assert "This queue has no hours of its own" in text(page)
    noor.post(f"{PAGE}?queue=ames", WEEK)
    assert usual_week(cast.ames_queue) == KEPT
    assert usual_week(cast.ames) == {}


@pytest.mark.parametrize("queue", ["birch", "statewide", "nothing", "%00", "é"])
def test_a_queue_of_others_is_not_found_here(cast, noor, queue):
    assert noor.get(f"{PAGE}?queue={queue}").status_code == 404
    assert noor.post(f"{PAGE}?queue={queue}", WEEK).status_code == 404
    assert not OpeningHours.objects.exists()


@time_machine.travel("2026-11-22T15:00:00Z")
def test_a_staff_day_shows_in_the_coming_two_weeks_and_can_be_taken_back(cast, noor):
    noor.post(PAGE, WEEK)
    closure = {"first_day": "2026-11-30", "reason": "Staff day"}
    page = noor.post(f"{PAGE}closures/", closure)
    assert "closed (Staff day)" in text(page)
    assert Closure.objects.get().last_day == dt.date(2026, 11, 30)
    page = noor.undo(page)
    assert not Closure.objects.exists()
    page = noor.undo(page)
    assert Closure.objects.get().reason == "Staff day"


@time_machine.travel("2026-11-22T15:00:00Z")
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"first_day": "2026-12-02", "last_day": "2026-12-01"},
        {"first_day": "2026-11-02"},
        {"first_day": "2026-12-01", "last_day": "2126-12-01"},
        {"first_day": "2026-12-01", "opens": "09:00"},
        {"first_day": "tomorrow"},
    ],
)
def test_days_that_cannot_be_are_refused(cast, noor, fields):
    page = noor.post(f"{PAGE}closures/", fields)
    assert page.status_code == 422
    assert "field-error" in text(page)
    assert not Closure.objects.exists()


@time_machine.travel("2026-11-22T15:00:00Z")
def test_a_season_is_added_and_taken_back(cast, noor):
    season = {"weekday": "1", "opens": "18:00", "closes": "20:00"}
    page = noor.post(f"{PAGE}seasons/", season | {"first_day": "2026-11-01", "last_day": "2026-12-31"})
    assert "6:00\xa0PM – 8:00\xa0PM" in text(page)
    page = noor.undo(page)
    assert not OpeningHours.objects.exists()
    noor.undo(page)
    assert OpeningHours.objects.get().weekday == 1


def test_another_librarys_closure_cannot_be_removed_from_here(cast, noor):
    day = dt.date(2099, 1, 1)
    closure = Closure.objects.create(library=cast.birch, first_day=day, last_day=day)
    assert noor.post(f"{PAGE}closures/{closure.pk}/remove/").status_code == 404
    assert Closure.objects.exists()


def test_a_season_that_is_over_is_not_offered_to_be_removed(cast, noor):
    """Nothing could put it back: days that are over are refused."""
    season = OpeningHours(library=cast.ames, weekday=1, opens=dt.time(18), closes=dt.time(20))
    season.first_day, season.last_day = dt.date(2020, 6, 1), dt.date(2020, 8, 31)
    season.save()
    assert "2020" not in text(noor.get(PAGE))
