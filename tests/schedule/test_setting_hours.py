"""Setting hours: several openings a day, seasons and other days beside them, each written down."""

import datetime as dt

import pytest

from commondesk.consortium.audit import Audit
from commondesk.plumbing.refusal import Invalid, NotVisible
from commondesk.schedule import coverage
from commondesk.schedule.closure import Closure
from commondesk.schedule.opening_hours import OpeningHours
from commondesk.schedule.setting_hours import (
    add_closure,
    add_season,
    remove_closure,
    remove_season,
    set_week,
    usual_week,
)


def at(text):
    return tuple(dt.time.fromisoformat(part) for part in text.split("-"))


MONDAY = {0: [at("09:00-12:00"), at("13:00-17:00")]}


def test_a_week_is_kept_with_several_openings_a_day(cast):
    assert set_week(cast.ames, cast.noor, MONDAY)
    assert usual_week(cast.ames) == MONDAY
    noon = dt.datetime(2026, 11, 23, 17, 30, tzinfo=dt.UTC)  # 12:30 in New York, a Monday
    assert not coverage.is_open(cast.ames, noon)
    assert coverage.is_open(cast.ames, noon + dt.timedelta(hours=1))


def test_the_same_again_changes_and_audits_nothing(cast):
    set_week(cast.ames, cast.noor, MONDAY)
    assert not set_week(cast.ames, cast.noor, {**MONDAY, 1: []})
    act = Audit.objects.get()
    assert (act.act, act.by) == ("hours.week", cast.noor)
    assert act.data == {"was": {}, "is": {"0": ["09:00-12:00", "13:00-17:00"]}}


@pytest.mark.parametrize(
    "hours",
    [
        ["09:00-12:00", "11:00-17:00"],
        ["09:00-12:00", "09:00-12:00"],
        ["20:00-02:00", "22:00-23:00"],
        ["00:00-00:00", "09:00-12:00"],
    ],
)
def test_openings_that_overlap_are_refused_with_their_day(cast, hours):
    with pytest.raises(Invalid) as refused:
        set_week(cast.ames, cast.noor, {3: [at(each) for each in hours]})
    assert refused.value.extra["errors"][0]["field"] == 3
    assert not OpeningHours.objects.exists()


@pytest.mark.parametrize(
    "hours", [["09:00-12:00", "12:00-13:00"], ["09:00-12:00", "20:00-02:00"], ["00:00-00:00"]]
)
def test_openings_may_touch_and_go_past_midnight(cast, hours):
    assert set_week(cast.ames, cast.noor, {3: [at(each) for each in hours]})


@pytest.mark.parametrize(
    ("late", "early", "said"),
    [
        (
            (4, "20:00-01:00"),
            (5, "00:30-05:00"),
            "Friday, 8:00 PM – 1:00 AM, goes on past midnight into Saturday, 12:30 AM – 5:00 AM.",
        ),
        ((6, "22:00-08:00"), (0, "07:59-12:00"), "into Monday, 7:59 AM – 12:00 PM."),
        ((2, "09:00-09:00"), (3, "08:00-17:00"), "Wednesday, 9:00 AM – 9:00 AM, goes on"),
        ((4, "20:00-00:01"), (5, "00:00-00:00"), "into Saturday"),
    ],
)
def test_an_opening_that_goes_on_into_the_next_days_is_refused_with_both(cast, late, early, said):
    with pytest.raises(Invalid) as refused:
        set_week(cast.ames, cast.noor, {day: [at(hours)] for day, hours in (early, late)})
    [error] = refused.value.extra["errors"]
    assert error["field"] == late[0]
    assert said in error["sentence"]
    assert not OpeningHours.objects.exists()


@pytest.mark.parametrize(
    ("late", "early"),
    [
        ("20:00-01:00", ["01:00-05:00"]),
        ("20:00-01:00", ["09:00-12:00", "20:00-01:00"]),
        ("20:00-00:00", ["00:00-05:00"]),
        ("00:00-00:00", ["00:00-00:00"]),
        ("20:00-05:00", []),
    ],
)
def test_an_opening_may_end_where_the_next_days_begins(cast, late, early):
    assert set_week(cast.ames, cast.noor, {6: [at(late)], 0: [at(hours) for hours in early]})


def test_a_season_stays_when_the_week_is_set_anew(cast):
    days = {"first_day": dt.date(2026, 6, 1), "last_day": dt.date(2026, 8, 31)}
    evening = dict(zip(("opens", "closes"), at("18:00-20:00"), strict=True))
    season = add_season(cast.ames, cast.noor, OpeningHours(weekday=1, **evening, **days))
    set_week(cast.ames, cast.noor, MONDAY)
    set_week(cast.ames, cast.noor, {})
    assert list(cast.ames.opening_hours.all()) == [season]
    with pytest.raises(NotVisible):
        remove_season(cast.birch, cast.hana, season.pk)
    remove_season(cast.ames, cast.noor, season.pk)
    assert not OpeningHours.objects.exists()


def test_the_usual_week_is_no_season(cast):
    set_week(cast.ames, cast.noor, MONDAY)
    with pytest.raises(NotVisible):
        remove_season(cast.ames, cast.noor, OpeningHours.objects.first().pk)


def test_a_closure_belongs_to_its_place_alone(cast):
    day = dt.date(2026, 12, 4)
    closure = add_closure(cast.ames, cast.noor, Closure(first_day=day, last_day=day, reason="Staff day"))
    queue = add_closure(cast.ames_queue, cast.noor, Closure(first_day=day, last_day=day))
    for place, row in ((cast.birch, closure), (cast.ames, queue), (cast.ames_queue, closure)):
        with pytest.raises(NotVisible):
            remove_closure(place, cast.noor, row.pk)
    remove_closure(cast.ames, cast.noor, closure.pk)
    assert [act.act for act in Audit.objects.order_by("id")] == [
        "closure.add",
        "closure.add",
        "closure.remove",
    ]


def test_a_queues_hours_are_apart_from_its_librarys(cast):
    set_week(cast.ames_queue, cast.noor, MONDAY)
    assert usual_week(cast.ames) == {}
    assert usual_week(cast.ames_queue) == MONDAY


SATURDAY = dt.date(2099, 6, 6)


def season(weekday, hours, first=SATURDAY, last=SATURDAY + dt.timedelta(days=60)):
    opens, closes = at(hours)
    return OpeningHours(weekday=weekday, opens=opens, closes=closes, first_day=first, last_day=last)


def other_hours(hours, first=SATURDAY, last=SATURDAY):
    opens, closes = at(hours) if hours else (None, None)
    return Closure(first_day=first, last_day=last, opens=opens, closes=closes)


@pytest.mark.parametrize(
    ("week", "add", "row", "said"),
    [
        (
            {6: "01:00-05:00"},
            add_season,
            season(5, "20:00-02:00"),
            "On June 6, 2099, 8:00 PM – 2:00 AM goes",
        ),
        (
            {5: "20:00-02:00"},
            add_season,
            season(6, "01:00-05:00"),
            "into 1:00 AM – 5:00 AM of the day",
        ),
        ({6: "01:00-05:00"}, add_closure, other_hours("20:00-02:00"), "On June 6, 2099, 8:00 PM"),
        ({4: "20:00-02:00"}, add_closure, other_hours("01:00-05:00"), "On June 5, 2099, 8:00 PM"),
        ({}, add_closure, other_hours("20:00-20:30", last=SATURDAY), None),
        ({6: "02:00-05:00"}, add_season, season(5, "20:00-02:00"), None),
        ({6: "01:00-05:00", 5: "20:00-00:30"}, add_closure, other_hours(None), None),
        ({5: "09:00-12:00"}, add_season, season(5, "09:00-14:00"), None),
    ],
)
def test_what_differs_in_some_weeks_goes_on_into_no_next_days_opening(cast, week, add, row, said):
    set_week(cast.ames, cast.noor, {day: [at(hours)] for day, hours in week.items()})
    row.pk = None
    if said is None:
        assert add(cast.ames, cast.noor, row).pk
        return
    with pytest.raises(Invalid) as refused:
        add(cast.ames, cast.noor, row)
    [error] = refused.value.extra["errors"]
    assert error["field"] == "closes"
    assert said in error["sentence"]
    assert not type(row).objects.filter(first_day=SATURDAY).exists()


def test_many_days_of_the_same_hours_past_midnight_may_touch(cast):
    week = SATURDAY + dt.timedelta(days=6)
    assert add_closure(cast.ames, cast.noor, other_hours("09:00-09:00", last=week))


def test_a_week_is_refused_that_would_run_into_a_season_or_a_day_that_differs(cast):
    add_season(cast.ames, cast.noor, season(6, "01:00-05:00"))
    monday = SATURDAY + dt.timedelta(days=2)
    add_closure(cast.ames, cast.noor, other_hours("01:00-05:00", monday, monday))
    for day in (5, 6):
        with pytest.raises(Invalid) as refused:
            set_week(cast.ames, cast.noor, {day: [at("20:00-02:00")]})
        [error] = refused.value.extra["errors"]
        assert error["field"] == day
        assert usual_week(cast.ames) == {}
    assert set_week(cast.ames, cast.noor, {5: [at("20:00-01:00")]})


def test_what_has_met_before_keeps_nobody_from_changing_something_else(cast):
    set_week(cast.ames, cast.noor, {6: [at("01:00-05:00")]})
    old = season(5, "20:00-02:00")
    old.library = cast.ames
    old.save()  # as an older version took it
    assert set_week(cast.ames, cast.noor, {6: [at("01:00-05:00")], 1: [at("09:00-12:00")]})
    assert add_season(cast.ames, cast.noor, season(2, "09:00-12:00"))
