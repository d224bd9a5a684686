"""The consortium's own desk on any site: what a page gets that names no library (CL3, CO2)."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from commondesk.consortium.consortium import change_consortium
from commondesk.consortium.widget import Widget, set_widget, widget_of
from commondesk.consortium.widget_count import WidgetCount, tally, write
from commondesk.desk.conversation import Conversation
from commondesk.plumbing import clock
from commondesk.web.patron.here import kept
from tests.cast import Cast, make_asked, on_duty
from tests.web.coordinator.browser import Browser, text
from tests.web.patron.test_asking import key_of
from tests.web.patron.test_framed import ancestors

WIDGET, PROMOTE = "/consortium/widget/", "/consortium/promote/"
FIELDS = {"corner": "end", "lift": "16", "invite_after": "30"}
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    kept.forget()


@pytest.fixture
def hana(cast: Cast) -> Browser:
    return Browser(cast.hana)


def test_a_site_is_told_of_the_whole_consortium(client: Client, cast: Cast) -> None:
    change_consortium(cast.hana, {"name": "Ask the Valley"})
    set_widget(None, cast.hana, {"label": "Ask us all", "sites": ["https://valley.example"]})
    on_duty(cast.otto, cast.statewide)
    said = client.get("/widget.json?language=es").json()
    assert (said["library"], said["label"], said["sites"]) == (
        "Ask the Valley",
        "Ask us all",
        ["https://valley.example"],
    )
    assert (said["frame"], said["page"], said["isHere"]) == ("/es/w/", "/es/", True)


def test_whether_somebody_is_there_is_that_of_the_shared_queue(client: Client, cast: Cast) -> None:
    on_duty(cast.ines, cast.ames_queue)
    assert client.get("/here.json").json()["attended_now"] is False
    kept.forget()
    on_duty(cast.otto, cast.statewide)
    said = client.get("/here.json").json()
    assert (said["library"], said["attended_now"], said["ask"]) == (
        None,
        True,
        f"{settings.COMMONDESK.base_url}/",
    )
    spanish = ET.fromstring(client.get("/here.svg?language=es").content).get("aria-label") or ""
    assert spanish.startswith("Pregunte a la biblioteca: ")


@pytest.mark.parametrize("address", ["/widget.json", "/here.json", "/here.svg"])
def test_caches_keep_it_for_everybody_half_a_minute(client: Client, cast: Cast, address: str) -> None:
    answer = client.get(address, headers={"Accept-Language": "es"})
    assert (answer["Access-Control-Allow-Origin"], answer["Cache-Control"]) == ("*", "public, max-age=30")
    assert (answer["Content-Language"], answer.get("Vary", ""), dict(answer.cookies)) == ("en", "", {})


def test_what_is_fetched_is_counted_beside_the_libraries(cast: Cast, hana: Browser) -> None:
    day = clock.now().date()
    write(type(tally._counted)({(None, day, "widget"): 2, (cast.ames.pk, day, "widget"): 3}))
    write(type(tally._counted)({(None, day, "widget"): 1}))
    assert sorted(WidgetCount.objects.values_list("count", flat=True)) == [3, 3]
    assert "Fetched 3 times in the last 30 days." in text(hana.get(WIDGET))


def test_only_the_named_sites_may_hold_the_frame(client: Client, cast: Cast) -> None:
    assert ancestors(client.get("/w/")) == "'self'"
    set_widget(cast.ames, cast.noor, {"sites": ["*"]})
    assert ancestors(client.get("/w/")) == "'self'"
    set_widget(None, cast.hana, {"sites": ["https://valley.example"]})
    for address in ("/w/", "/es/w/", "/goodbye/w/?erased"):
        page = client.get(address)
        assert ancestors(page) == "'self' https://valley.example"
        assert 'data-framed=""' in page.content.decode()


def test_a_question_from_the_frame_waits_in_the_shared_queue(client: Client, cast: Cast) -> None:
    asked = client.post("/w/", {"question": "Where is it?", "key": key_of(client.get("/w/"))}, headers=JSON)
    assert asked.status_code == 201
    found = Conversation.objects.get()
    assert (found.library, found.queue) == (None, cast.statewide)


def test_whoever_names_a_library_in_the_frame_is_its_patron(client: Client, cast: Cast) -> None:
    client.post("/w/", {"question": "Where is it?", "place": "Ames Public Library"}, headers=JSON)
    assert Conversation.objects.get().library == cast.ames


def test_the_help_desk_sets_it_and_takes_it_back(cast: Cast, hana: Browser) -> None:
    page = text(hana.get(WIDGET))
    code = re.search(r'<textarea id="widget-code"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert code
    assert unescape(code[1]) == '<script src="http://127.0.0.1:8000/widget.js" async></script>'
    assert "Name the sites below" in page
    saved = hana.post(WIDGET, FIELDS | {"sites": "valley.example", "corner": "start"})
    assert "It may stand on: https://valley.example" in text(saved)
    assert (widget_of(None).corner, widget_of(cast.ames).corner) == ("start", "end")
    hana.undo(saved)
    assert (widget_of(None).corner, widget_of(None).sites) == ("end", [])
    assert Widget.objects.count() == 1


def test_the_second_of_two_who_save_is_told(cast: Cast, hana: Browser) -> None:
    shown = re.search(r'name="shown" value="(\w+)"', text(hana.get(WIDGET)))
    assert shown
    set_widget(None, cast.hana, {"lift": 90})
    page = hana.post(WIDGET, FIELDS | {"shown": shown[1], "lift": "40"})
    assert (page.status_code, widget_of(None).lift) == (422, 90)
    assert "Somebody has saved this while you had it open" in text(page)


def test_there_is_one_of_the_consortium_and_one_of_each_library(cast: Cast) -> None:
    for library in (None, cast.ames):
        Widget.objects.create(library=library)
        with pytest.raises(IntegrityError), transaction.atomic():
            Widget.objects.create(library=library)


def test_the_preview_shows_what_is_not_yet_saved(cast: Cast, hana: Browser) -> None:
    page = hana.get(f"{WIDGET}preview/?corner=start&lift=90&label=%22%3E")
    assert 'data-library="" data-corner="start"' in text(page)
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("address", [WIDGET, f"{WIDGET}preview/", PROMOTE])
def test_nobody_but_the_help_desk_comes_in(cast: Cast, address: str) -> None:
    for person in (cast.noor, cast.ines, cast.otto):
        assert Browser(person).get(address).status_code == 403


def codes(page: Any) -> dict[str, str]:
    found = re.findall(r'<textarea id="code-([-a-z]+)"[^>]*>(.*?)</textarea>', text(page), re.DOTALL)
    return {tag: unescape(code) for tag, code in found}


def test_what_is_pasted_leads_to_the_ask_page_of_all_with_its_tag(cast: Cast, hana: Browser) -> None:
    change_consortium(cast.hana, {"name": "Ask the Valley"})
    page = hana.get(f"{PROMOTE}?language=es")
    for tag, code in codes(page).items():
        assert f"{settings.COMMONDESK.base_url}/es/?from={tag}" in code
    assert "Ask the Valley" in codes(page)["picture"]
    pictures = set(re.findall(r'(?:src|href)="(/(?:button|qr)/[^"]+)"', text(page)))
    assert len(pictures) == 8
    assert [address for address in pictures if hana.get(address).status_code != 200] == []
    assert 'download="ask-poster-es.png"' in text(page)


@pytest.mark.parametrize("address", ["/button/xx/small.svg", "/button/en/huge.svg", "/qr/en/tattoo.png"])
def test_what_is_none_has_no_picture(client: Client, cast: Cast, address: str) -> None:
    assert client.get(address).status_code == 404


def test_where_those_came_from_who_named_no_library_is_counted_apart(cast: Cast, hana: Browser) -> None:
    for source in ("poster", "poster", ""):
        make_asked(library=None, source=source)
    make_asked(library=cast.ames, source="link")
    assert [list(row) for row in hana.get(PROMOTE).context["sources"]] == [
        ["QR code for a poster", "poster", 2],
        ["Without a tag", "", 1],
    ]
