"""Whose language a page speaks, and times as the United States write them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from commondesk.web.times import exact_time, next_time, short_time

CHICAGO = ZoneInfo("America/Chicago")


def said(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("wanted", "language"), [("es-MX,es;q=0.9,en;q=0.5", "es"), ("en", "en"), ("tlh", "en")]
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
