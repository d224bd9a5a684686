"""The public part: libraries, their hours, the honest wait; the same for everybody, and cacheable (ON3)."""

import pytest

from commondesk.consortium.library import Library
from commondesk.schedule.opening_hours import OpeningHours
from tests.cast import Cast, make_asked, make_library, on_duty
from tests.web.api.caller import Caller


def test_all_libraries_one_can_choose_are_listed_by_name(cast: Cast) -> None:
    make_library("closed", "A closed one", is_active=False)
    make_library("branch", "Birch East", system=cast.birch)
    answer = Caller().get("/libraries")
    rows = answer.json()["libraries"]
    assert [(row["slug"], row["system"]) for row in rows] == [
        ("ames", None),
        ("birch", None),
        ("branch", "birch"),
    ]
    assert answer["Cache-Control"] == "public, max-age=30"
    assert "notes_for_staff" not in rows[0]


def test_many_libraries_come_page_by_page_and_are_found_by_words(cast: Cast) -> None:
    for number in range(60):
        make_library(f"lake-{number}", "Lake Library" if number < 55 else f"Lake {number}", city="Lakeside")
    seen, after = [], ""
    for _ in range(3):
        page = Caller().get(f"/libraries?after={after}").json()
        seen += [row["slug"] for row in page["libraries"]]
        after = page["after"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 62
    found = Caller().get("/libraries?q=lakeside+lake+57").json()
    assert ([row["slug"] for row in found["libraries"]], found["after"]) == (["lake-57"], None)
    assert Caller().get("/libraries?q=%25").json()["libraries"] == []
    assert Caller().get("/libraries?after=nowhere").status_code == 404
    assert Caller().get(f"/libraries?q={'x' * 81}").status_code == 422


def test_a_library_tells_its_hours_and_the_wait(cast: Cast) -> None:
    for weekday in range(7):
        OpeningHours.objects.create(queue=cast.birch_queue, weekday=weekday, opens="00:00", closes="00:00")
    quiet = Caller().get("/libraries/birch").json()
    assert (quiet["open_now"], quiet["attended_now"], quiet["expected_wait_seconds"]) == (True, False, None)
    assert len(quiet["week"]) == 7
    on_duty(cast.otto, cast.statewide)
    make_asked(library=cast.birch)
    answer = Caller().get("/libraries/birch")
    assert (answer.json()["attended_now"], answer.json()["waiting"]) == (True, 1)
    assert answer.json()["expected_wait_seconds"] > 0
    assert answer["Cache-Control"] == "public, max-age=30"


@pytest.mark.parametrize("slug", ["nowhere", "1", "-1", "closed", "a%00b", "%D9%A3", "A" * 300, "'"])
def test_what_is_no_library_is_not_found_and_not_kept(cast: Cast, slug: str) -> None:
    make_library("closed", "A closed one", is_active=False)
    answer = Caller().get(f"/libraries/{slug}")
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")


def test_the_answer_is_the_same_whoever_is_signed_in(cast: Cast) -> None:
    plain, signed_in = Caller().get("/libraries"), Caller(session_of=cast.ines).get("/libraries")
    assert plain.content == signed_in.content
    assert "Set-Cookie" not in signed_in


@pytest.mark.parametrize("words", ["Ames Public Library, Ames, IA", "library (ames)", "ia ames", "ames ,"])
def test_a_library_is_found_by_the_words_in_which_it_is_shown(cast: Cast, words: str) -> None:
    Library.objects.filter(slug="ames").update(city="Ames", state="IA")
    found = Caller().get("/libraries", q=words).json()["libraries"]
    assert [each["slug"] for each in found] == ["ames"]
