"""The desk among the programs of a computer: every page of staff names it, and anybody may fetch it."""

from django.test import Client
from django.urls import reverse


def test_every_page_of_staff_names_it_and_it_opens_the_desk(cast):
    staff = Client()
    staff.force_login(cast.ines)
    for address in ("/desk/", "/me/calls/"):
        assert '<link rel="manifest" href="/desk.webmanifest">' in staff.get(address).content.decode()
    response = Client().get("/desk.webmanifest")
    said = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert (said["start_url"], said["display"]) == (reverse("librarian:console"), "standalone")
    assert said["name"] == "Ask a Librarian: the desk"
    assert set(response["Cache-Control"].split(", ")) == {"max-age=3600", "public"}
    assert dict(response.cookies) == {}
    spanish = Client().get("/desk.webmanifest", headers={"accept-language": "es-MX,es;q=0.9"})
    assert spanish.json()["name"] == "Ask a Librarian: el mostrador"


def test_no_page_of_patrons_does(cast):
    """Nobody is to put a question among the programs of a shared computer."""
    assert "manifest" not in Client().get("/").content.decode()
