"""Pages that only tell."""

import datetime as dt

import pytest

from commondesk.desk.asking import PRIVACY_LINE
from commondesk.plumbing import clock
from commondesk.schedule.closure import Closure
from commondesk.schedule.opening_hours import OpeningHours


@pytest.mark.parametrize(
    "page", ["/", "/privacy/", "/hours/", "/promise/", "/return/", "/goodbye/", "/c/abcdefgh/", "/nowhere/"]
)
@pytest.mark.parametrize("language", ["", "/es"])
def test_every_page_is_one_page_in_either_language(client, cast, page, language):
    response = client.get(language + page)
    text = response.content.decode()
    assert text.count("<h1") >= 1
    assert f'<html lang="{language.strip("/") or "en"}" dir="ltr">' in text
    assert " style=" not in text
    assert "<style" not in text


def test_the_hours_are_those_of_the_queue_a_question_lands_in(client, cast):
    for weekday in range(7):
        OpeningHours.objects.create(queue=cast.statewide, weekday=weekday, opens="09:00", closes="21:30")
    holiday = clock.now().date() + dt.timedelta(days=2)
    Closure.objects.create(queue=cast.statewide, first_day=holiday, last_day=holiday, reason="Holiday")
    page = client.get("/hours/?library=birch").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "9:00 AM \N{EN DASH} 9:30 PM" in page or "8:00 AM \N{EN DASH} 8:30 PM" in page
    assert "Holiday" in page
    assert page.count('<th scope="row">') == 7


def test_the_page_of_a_library_leads_to_its_own_hours_and_back(client, cast):
    assert 'href="/hours/?library=birch"' in client.get("/ask/birch/").content.decode()
    hours = client.get("/hours/?library=birch").content.decode()
    assert hours.count('href="/ask/birch/"') == 2
    assert 'href="/hours/"' in client.get("/").content.decode()


def test_round_the_clock_is_said_in_words(client, cast):
    OpeningHours.objects.bulk_create(
        OpeningHours(queue=cast.statewide, weekday=weekday, opens="00:00", closes="00:00")
        for weekday in range(7)
    )
    assert client.get("/hours/").status_code == 200


def test_the_privacy_page_tells_this_consortiums_periods_and_its_version(client, cast):
    cast.consortium.text_days = 77
    cast.consortium.save()
    page = client.get("/privacy/").content.decode()
    assert "77 days after the conversation is closed" in page
    assert f"version {PRIVACY_LINE} of our promise" in page


@pytest.mark.parametrize("library", ["%00", "a%00mes", "%F0%9F%93%9A", "-1"])
def test_a_library_that_nobody_can_ask_for_is_none(client, cast, library):
    assert client.get(f"/hours/?library={library}").status_code == 200
