"""The widget's settings: which sites and pages may be named, and how often it is shown."""

import datetime as dt

import pytest
import time_machine
from django.db import OperationalError

from commondesk.consortium import widget_count
from commondesk.consortium.audit import Audit
from commondesk.consortium.widget import Widget, read_pattern, read_site, set_widget, widget_of
from commondesk.consortium.widget_count import Tally, WidgetCount, counted_since
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Invalid


@pytest.mark.parametrize(
    ("typed", "site"),
    [
        ("https://www.ames.example", "https://www.ames.example"),
        ("www.ames.example", "https://www.ames.example"),
        (" HTTPS://WWW.Ames.Example/catalog?q=1#top ", "https://www.ames.example"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("https://a.example:443", "https://a.example"),
        ("http://a.example:80", "http://a.example"),
        ("https://*.ames.example", "https://*.ames.example"),
        ("https://bücherei.example", "https://xn--bcherei-n2a.example"),
        ("*", "*"),
    ],
)
def test_a_site_is_read_as_it_is_typed(typed, site):
    assert read_site(typed) == site


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https://a.example; script-src *",
        "https://a.example https://b.example",
        "https://me:secret@a.example",
        "https://a.*.example",
        "https://**",
        "https://a.example:99999",
        "https://[::1",
        "https://a_b.example",
        "https://" + "a" * 300 + ".example",
        "https://'none'",
    ],
)
def test_what_is_no_site_could_change_a_security_policy_and_is_refused(typed):
    with pytest.raises(Invalid):
        read_site(typed)


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [
        ("/catalog/*", "/catalog/*"),
        ("*/hours", "*/hours"),
        ("https://www.ames.example/kids/?a=b", "/kids/"),
        ("/niños/*", "/ni%C3%B1os/*"),
        ("/ni%C3%B1os/*", "/ni%C3%B1os/*"),
    ],
)
def test_a_page_is_what_stands_behind_the_name(typed, pattern):
    assert read_pattern(typed) == pattern


@pytest.mark.parametrize(
    "typed", ["", "catalog", "/search?*", "/home#top", "(a+)+$", "/two words", "/" + "a" * 300]
)
def test_what_is_no_page_is_refused(typed):
    with pytest.raises(Invalid):
        read_pattern(typed)


def test_without_a_word_it_may_stand_on_the_site_of_the_librarys_own_address(cast):
    assert widget_of(cast.ames).allowed_sites == []
    cast.ames.website = "https://www.ames.example/home"
    assert widget_of(cast.ames).allowed_sites == ["https://www.ames.example", "https://ames.example"]
    cast.ames.website = "https://birch.example"
    assert widget_of(cast.ames).allowed_sites == ["https://birch.example", "https://www.birch.example"]


def test_a_change_is_kept_once_and_leaves_a_trace(cast):
    assert set_widget(cast.ames, cast.noor, {"corner": "start", "lift": 80}) == ["corner", "lift"]
    assert set_widget(cast.ames, cast.noor, {"corner": "start", "lift": 80}) == []
    assert (widget_of(cast.ames).corner, Widget.objects.count()) == ("start", 1)
    assert Audit.objects.get(act="widget.change").data == {"corner": ["end", "start"], "lift": [16, 80]}


def test_shown_a_thousand_times_it_is_written_once_a_minute(cast, django_assert_num_queries):
    tally = Tally()
    with time_machine.travel("2026-03-02 12:00:00Z", tick=False) as time:
        with django_assert_num_queries(0):
            for _ in range(1000):
                tally.add(cast.ames.pk, "widget")
        time.shift(61)
        tally.add(cast.ames.pk, "badge")
        time.shift(61)
        tally.add(cast.ames.pk, "widget")
        assert counted_since(cast.ames.pk, clock.now().date()) == {"badge": 1, "widget": 1001}
        assert counted_since(cast.ames.pk, clock.now().date() + dt.timedelta(days=1)) == {}
        assert counted_since(cast.birch.pk, clock.now().date()) == {}
    assert WidgetCount.objects.count() == 2


def test_counts_that_cannot_be_written_wait_and_cost_nobody_an_answer(cast, monkeypatch):
    tally = Tally()
    with time_machine.travel("2026-03-02 12:00:00Z", tick=False) as time:
        tally.add(cast.ames.pk, "widget")
        time.shift(61)
        with monkeypatch.context() as broken:
            broken.setattr(widget_count, "write", refuse)
            tally.add(cast.ames.pk, "widget")
        time.shift(61)
        tally.add(2**31 - 1, "widget")  # a library that is gone meanwhile
        assert counted_since(cast.ames.pk, clock.now().date()) == {"widget": 2}


def refuse(_counted):
    raise OperationalError("database is locked")
