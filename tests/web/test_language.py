"""Whose language a page speaks, and times as the United States write them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from commondesk.web.languages import language_name
from commondesk.web.times import date_in_words, day_of, exact_time, next_time, short_time

CHICAGO = ZoneInfo("America/Chicago")


def said(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("es-MX,es;q=0.9,en;q=0.5", "es"), ("en", "en"), ("tlh", "en"), ("ht", "en"), ("ht,es;q=0.8", "es")],
)
def test_staff_pages_speak_what_the_browser_asks_for(client, cast, wanted, language):
    for page in ("/sign-in/", "/sign-in/forgotten/", "/sign-in/sent-nowhere/"):
        assert f'<html lang="{language}"' in said(client.get(page, headers={"accept-language": wanted}))


def test_a_librarian_chooses_a_language_and_the_desk_keeps_to_it(client, cast):
    client.force_login(cast.ines)
    assert '<html lang="en"' in said(client.get("/desk/"))
    answer = client.post(
        "/sign-in/language/", {"language": "es"}, headers={"referer": "http://testserver/desk/"}
    )
    assert answer["Location"] == "http://testserver/desk/"
    page = said(client.get("/desk/", headers={"accept-language": "en"}))
    assert '<html lang="es"' in page
    assert "Sin turno" in page


@pytest.mark.parametrize("address", ["/desk/", "/channel/", "/reports/", "/me/", "/library/ames/"])
def test_every_page_of_staff_speaks_the_language_they_chose(client, cast, settings, address):
    client.force_login(cast.noor)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    assert '<html lang="es"' in said(client.get(address))


def test_staff_are_not_offered_a_language_in_which_only_patrons_are_spoken_to(client, cast, settings):
    page = said(client.get("/sign-in/"))
    assert 'value="es"' in page
    assert 'value="ht"' not in page
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ht"
    assert '<html lang="en"' in said(client.get("/sign-in/"))


def test_patrons_are_spoken_to_in_haitian_creole_from_left_to_right(client, cast):
    page = said(client.get("/ht/ask/ames/"))
    assert '<html lang="ht" dir="ltr">' in page
    assert "Kisa ou ta renmen konnen?" in page
    assert 'href="/es/ask/ames/" lang="es" hreflang="es">Español' in page
    assert 'href="/ht/" lang="ht" hreflang="ht">Kreyòl ayisyen' in said(client.get("/"))


def test_a_language_is_known_by_name_whether_django_knows_it_or_not():
    assert (language_name("ht"), language_name("es"), language_name("tlh")) == (
        "Haitian Creole",
        "Spanish",
        "tlh",
    )
    with override("es"):
        assert language_name("ht") == "Criollo haitiano"


def test_a_patrons_page_speaks_the_language_of_its_address_whatever_the_browser_says(client, cast):
    assert '<html lang="en"' in said(client.get("/goodbye/", headers={"accept-language": "es"}))
    assert '<html lang="es"' in said(client.get("/es/", headers={"accept-language": "en"}))


def test_the_interface_refuses_in_the_language_of_the_request_not_of_a_cookie(client, cast, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    english = client.get("/api/v1/libraries/nowhere", headers={"accept-language": "en"}).json()
    spanish = client.get("/api/v1/libraries/nowhere", headers={"accept-language": "es-US"}).json()
    assert english["type"] == spanish["type"]
    assert english["detail"].startswith("We cannot find that.")
    assert spanish["detail"].startswith("No lo encontramos.")


def test_spanish_times_follow_the_clock_of_twelve_hours_and_inflect_their_article():
    one, two = (dt.datetime(2026, 3, 2, hour, 5, tzinfo=dt.UTC) for hour in (19, 20))
    now = one - dt.timedelta(hours=2)
    with override("es"):
        assert short_time(one, CHICAGO) == "1:05 p.m."
        assert exact_time(one, CHICAGO) == "2 de marzo de 2026, 1:05 p.m."
        assert next_time(one, now, CHICAGO) == "hoy a la 1:05 p.m."
        assert next_time(two, now, CHICAGO) == "hoy a las 2:05 p.m."
        assert next_time(one, now - dt.timedelta(days=1), CHICAGO) == "mañana a la 1:05 p.m."
        assert next_time(two, now - dt.timedelta(days=3), CHICAGO) == "el lunes, 2 de marzo, a las 2:05 p.m."


def test_creole_months_and_days_have_names_although_neither_django_nor_browsers_know_them():
    at = dt.datetime(2026, 3, 2, 19, 5, tzinfo=dt.UTC)
    with override("ht"):
        assert exact_time(at, CHICAGO) == "2 mas 2026, 1:05 PM"
        assert day_of(at, CHICAGO) == "lendi 2 mas"
        assert date_in_words(dt.date(2026, 7, 4)) == "4 jiyè 2026"
        assert next_time(at, at - dt.timedelta(days=1), CHICAGO) == "demen, 1:05 PM"
