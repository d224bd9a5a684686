"""A library's colour on its patrons' pages, under a policy that allows no other style in a page."""

import base64
import re
from hashlib import sha256

import pytest

from commondesk.consortium.library import Library

WINE = "#7A1F3D"


def style_of(response):
    found = re.search(r"<style>(.*?)</style>", response.content.decode())
    return found[1] if found else None


@pytest.mark.parametrize("address", ["/ask/ames/", "/es/ask/ames/", "/hours/?library=ames"])
def test_its_own_pages_wear_the_colour_and_the_policy_allows_just_that(client, cast, address):
    Library.objects.filter(slug="ames").update(brand_colour=WINE)
    response = client.get(address)
    style = style_of(response)
    assert style.startswith(f":root{{--brand:{WINE};--brand-text:#FFFFFF;--brand-ink:{WINE};")
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{digest}'" in response["Content-Security-Policy"]
    assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_other_pages_do_not(client, cast):
    Library.objects.filter(slug="ames").update(brand_colour=WINE)
    for address in ("/", "/ask/birch/", "/hours/"):
        response = client.get(address)
        assert style_of(response) is None
        assert "sha256" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("junk", ["", "red", "#FFF", "}*{x:y", "#808080"])
def test_what_is_no_colour_or_cannot_be_read_is_not_worn(client, cast, junk):
    Library.objects.filter(slug="ames").update(brand_colour=junk)
    assert style_of(client.get("/ask/ames/")) is None
