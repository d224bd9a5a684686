"""What a library's site fetches: one small script, one cached file, a badge; nothing of anybody."""

import gzip
import json
import xml.etree.ElementTree as ET

import pytest

from commondesk.consortium.widget import set_widget
from commondesk.consortium.widget_count import tally
from commondesk.schedule.opening_hours import OpeningHours
from commondesk.web.patron.here import kept
from tests.cast import on_duty

SETTINGS = "/widget/ames.json"
LARGEST = 5_000  # bytes of the script, gzipped


@pytest.fixture(autouse=True)
def nothing_kept():
    kept.forget()


def test_the_script_is_small_cached_and_asked_for_again_by_its_mark(client, cast):
    response = client.get("/widget.js", headers={"accept-encoding": "gzip"})
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=3600"
    assert len(response.content) < LARGEST
    assert gzip.decompress(response.content) == client.get("/widget.js").content
    again = client.get("/widget.js", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert dict(response.cookies) == {}


def test_it_says_in_words_whether_somebody_is_there(client, cast):
    assert client.get(SETTINGS).json()["short"] == "Leave your question"
    kept.forget()
    on_duty(cast.ines, cast.ames_queue)
    said = client.get(SETTINGS).json()
    assert (said["isHere"], said["short"], said["label"]) == (True, "A librarian is here", "Ask us")
    kept.forget()
    assert client.get(SETTINGS + "?language=es-MX").json()["label"] == "Pregúntenos"
    assert client.get(SETTINGS + "?language=es").json()["frame"] == "/es/w/ames/"


def test_outside_hours_it_says_when_we_are_back(client, cast):
    OpeningHours.objects.create(queue=cast.ames_queue, weekday=0, opens="09:00", closes="09:01")
    OpeningHours.objects.create(queue=cast.statewide, weekday=0, opens="09:00", closes="09:01")
    assert client.get(SETTINGS).json()["short"].startswith("Back ")


def test_every_page_may_read_it_and_caches_may_keep_it_half_a_minute(client, cast):
    for address in (SETTINGS, "/here/ames.json", "/here/ames.svg"):
        response = client.get(address, headers={"origin": "https://www.ames.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cache-Control"] == "public, max-age=30"
        assert "Set-Cookie" not in response
        assert response.get("Vary", "") == ""


def test_asked_a_second_time_within_seconds_it_looks_up_the_library_alone(
    client, cast, django_assert_num_queries
):
    client.get(SETTINGS)
    client.get("/here/ames.json")
    with django_assert_num_queries(2):  # the library and its widget
        client.get(SETTINGS)
    with django_assert_num_queries(1):
        client.get("/here/ames.json")


def test_what_the_coordinator_has_set_is_what_the_site_is_told(client, cast):
    values = {"label": "Ask Ames", "colour": "#7A1F1F", "corner": "start", "pages": ["/catalog/*"]}
    set_widget(cast.ames, cast.noor, values | {"sites": ["https://a.example"], "invites": True})
    said = client.get(SETTINGS).json()
    assert {name: said[name] for name in ("label", "colour", "ink", "corner", "pages", "sites")} == values | {
        "ink": "#FFFFFF",
        "sites": ["https://a.example"],
    }
    assert said["invitation"] is None  # nobody is there to answer
    kept.forget()
    on_duty(cast.ines, cast.ames_queue)
    assert client.get(SETTINGS).json()["invitation"] == {
        "after": 30,
        "pages": [],
        "words": "Can we help? A librarian is here.",
    }


@pytest.mark.parametrize("address", ["/widget/nowhere.json", "/here/nowhere.json", "/here/nowhere.svg"])
def test_a_library_that_is_none_is_said_to_be_none(client, cast, address):
    assert client.get(address).status_code == 404


def test_the_data_hold_what_a_page_needs_to_say_it_in_its_own_way(client, cast):
    on_duty(cast.ines, cast.ames_queue)
    assert client.get("/here/ames.json").json() == {
        "library": "ames",
        "open_now": True,
        "attended_now": True,
        "expected_wait_seconds": 60,
        "opens_at": None,
        "sentence": "A librarian is here. Usual wait: under a minute.",
        "short": "A librarian is here",
        "ask": "http://127.0.0.1:8000/ask/ames/",
    }


def test_the_badge_is_a_picture_with_words_and_runs_nothing(client, cast):
    response = client.get("/here/ames.svg?language=es")
    assert response["Content-Type"].startswith("image/svg+xml")
    assert "sandbox" in response["Content-Security-Policy"]
    picture = ET.fromstring(response.content)
    assert picture.get("aria-label").startswith("Pregunte a la biblioteca: ")


@pytest.mark.parametrize("name", ['"><script>alert(1)</script>', "{{ 7|add:7 }}", "Ë" * 150, "\u202eevil"])
def test_no_name_gets_out_of_its_place(client, cast, name):
    cast.ames.name = name
    cast.ames.save()
    assert json.loads(client.get(SETTINGS).content)["library"] == name
    ET.fromstring(client.get("/here/ames.svg").content)


def test_each_is_counted_by_its_kind(client, cast):
    before = dict(tally._counted)
    for address in (SETTINGS, "/here/ames.json", "/here/ames.svg", "/here/ames.svg"):
        client.get(address)
    added = {key[2]: tally._counted[key] - before.get(key, 0) for key in tally._counted}
    assert added == {"widget": 1, "here": 1, "badge": 2}


@pytest.mark.parametrize("address", ["/widget.js", SETTINGS, "/here/ames.json", "/here/ames.svg"])
def test_nothing_is_posted_to_them(client, cast, address):
    assert client.post(address).status_code == 405
