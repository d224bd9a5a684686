"""The pictures by which people are led to the ask page, as everybody gets them."""

from __future__ import annotations

import pytest
import segno
from django.conf import settings
from django.test import Client

from commondesk.plumbing.qr import qr_svg
from commondesk.web.promotion import ask_address
from tests.cast import Cast, make_library

PICTURES = {
    "/button/ames/en/small.svg": "image/svg+xml",
    "/button/ames/es/picture.svg": "image/svg+xml",
    "/qr/ames/en/poster.svg": "image/svg+xml",
    "/qr/ames/es/bookmark.png": "image/png",
}


@pytest.mark.parametrize("address", PICTURES)
def test_other_sites_may_show_it_caches_may_keep_it_and_it_runs_nothing(
    client: Client, cast: Cast, address: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, PICTURES[address])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert not answer.cookies
    assert client.post(address).status_code == 405


def test_a_code_holds_the_address_of_the_ask_page_in_its_language_with_its_tag(
    client: Client, cast: Cast
) -> None:
    address = f"{settings.COMMONDESK.base_url}/es/ask/ames/?from=bookmark"
    assert ask_address(cast.ames, "bookmark", "es") == address
    served = client.get("/qr/ames/es/bookmark.svg").content
    assert served == qr_svg(address, "Pregunte a la biblioteca: Ames Public Library")
    assert segno.make(address, error="m", micro=False).error == "M"


def test_a_button_speaks_the_language_of_its_address(client: Client, cast: Cast) -> None:
    spanish = client.get("/button/ames/es/small.svg", headers={"Accept-Language": "en"})
    assert (spanish["Content-Language"], "Pregunte a la biblioteca" in spanish.content.decode()) == (
        "es",
        True,
    )
    assert "Ask a librarian" in client.get("/button/ames/en/small.svg").content.decode()


@pytest.mark.parametrize(
    "address",
    ["/button/none/en/small.svg", "/button/ames/xx/small.svg", "/button/ames/en/huge.svg",
     "/button/gone/en/small.svg", "/button/ames/en/%00.svg", "/qr/none/en/poster.svg",
     "/qr/gone/en/poster.png", "/qr/ames/en/poster.gif", "/qr/ames/en/tattoo.png",
     f"/qr/{'x' * 10_000}/en/poster.png"],
)  # fmt: skip
def test_what_is_none_has_no_picture(client: Client, cast: Cast, address: str) -> None:
    make_library("gone", "Gone", is_active=False)
    assert client.get(address).status_code == 404


def test_a_closed_library_whose_patrons_are_passed_on_keeps_them(client: Client, cast: Cast) -> None:
    type(cast.ames).objects.filter(pk=cast.ames.pk).update(is_active=False)
    assert client.get("/button/ames/en/small.svg").status_code == 200
