"""What a library pastes and prints, and who came by it (CO2)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commondesk.consortium.library import Library
from commondesk.desk.conversation import Conversation
from tests.cast import Cast, make_asked, make_library
from tests.web.coordinator.browser import Browser, text

PAGE = "/library/ames/promote/"
TAGS = ["link", "button-small", "button-medium", "button-large", "picture", "poster", "bookmark"]


@pytest.fixture
def noor(cast: Cast) -> Browser:
    return Browser(cast.noor)


def codes(page: Any) -> dict[str, str]:
    """What stands in each field to be copied, by tag."""
    found = re.findall(r'<textarea id="code-([-a-z]+)"[^>]*>(.*?)</textarea>', text(page), re.DOTALL)
    return {tag: unescape(code) for tag, code in found}


def test_each_thing_has_a_tag_of_its_own_and_leads_to_the_ask_page(cast: Cast, noor: Browser) -> None:
    found = codes(noor.get(PAGE))
    assert list(found) == TAGS
    for tag, code in found.items():
        assert f"{settings.COMMONDESK.base_url}/ask/ames/?from={tag}" in code


def test_what_is_pasted_brings_a_question_with_its_tag(cast: Cast, noor: Browser, client: Any) -> None:
    for code in codes(noor.get(PAGE)).values():
        address = re.search(r"/ask/ames/\?from=[-a-z]+", code)
        assert address
        page = client.get(address[0]).content.decode()
        tag = re.search(r'name="source" value="([^"]+)"', page)
        assert tag
        client.post("/ask/ames/", {"question": "Where?", "source": tag[1]})
    assert sorted(Conversation.objects.values_list("source", flat=True)) == sorted(TAGS)


def test_it_comes_in_the_language_one_chooses_whatever_the_page_speaks(cast: Cast, noor: Browser) -> None:
    page = noor.get(f"{PAGE}?language=es")
    assert "Pregunte a la biblioteca</a>" in codes(page)["button-small"]
    assert "/es/ask/ames/?from=button-small" in codes(page)["button-small"]
    assert "Small button" in text(page)
    assert "/button/ames/es/small.svg" in text(page)
    assert codes(noor.get(f"{PAGE}?language=xx")) == codes(noor.get(PAGE))


def test_each_picture_the_page_shows_and_each_file_it_offers_is_there(cast: Cast, noor: Browser) -> None:
    page = text(noor.get(PAGE))
    addresses = set(re.findall(r'(?:src|href)="(/(?:button|qr)/[^"]+)"', page))
    assert len(addresses) == 8
    assert [address for address in addresses if noor.get(address).status_code != 200] == []
    assert 'download="ames-poster-en.png"' in page


def test_where_patrons_came_from_is_counted_by_name_and_tag(cast: Cast, noor: Browser) -> None:
    for source in ("poster", "poster", "school-fair", ""):
        make_asked(library=cast.ames, source=source)
    make_asked(library=cast.birch, source="link")
    rows = [list(row) for row in noor.get(PAGE).context["sources"]]
    assert rows == [
        ["QR code for a poster", "poster", 2],
        ["Without a tag", "", 1],
        ["A link of your own", "school-fair", 1],
    ]


def test_a_hostile_name_stays_a_name(cast: Cast, noor: Browser) -> None:
    name = 'A "B" <script>alert(1)</script> {{ 7|add:7 }}'
    Library.objects.filter(pk=cast.ames.pk).update(name=name)
    page = noor.get(PAGE)
    assert "<script>alert" not in text(page)
    assert "<script>" not in codes(page)["picture"]
    assert "{{" not in codes(page)["picture"]


def test_a_library_that_is_gone_has_nothing_to_paste_and_its_counts_still(cast: Cast) -> None:
    make_library("gone", "Gone", is_active=False)
    page = Browser(cast.hana).get("/library/gone/promote/")
    assert (page.status_code, codes(page)) == (200, {})
    assert "there is nothing to paste or print" in text(page)


def test_the_help_desk_is_led_to_each_librarys(cast: Cast) -> None:
    hana = Browser(cast.hana)
    assert 'href="/library/birch/promote/"' in text(hana.get("/consortium/libraries/"))
    assert hana.get("/library/birch/promote/").status_code == 200


def test_it_takes_as_many_queries_however_much_was_asked(cast: Cast, noor: Browser) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            noor.get(PAGE)
        return len(asked)

    noor.get(PAGE)
    make_asked(library=cast.ames)
    few = queries()
    for number in range(8):
        make_asked(library=cast.ames, source=f"tag-{number}")
    assert queries() == few
