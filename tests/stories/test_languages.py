"""In the patron's language: a browser is led to its own, and whoever chooses another keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stories.patron_desk import PHONE, Librarian
from tests.support.firefox import Firefox
from tests.support.served_desk import ServedDesk

CREOLE_MONTHS = "janvye|fevriye|mas|avril|me|jen|jiyè|out|septanm|oktòb|novanm|desanm"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("languages")) as served:
        Librarian(served).comes_on_duty()
        yield served


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A phone that speaks Spanish, or what the test says."""
    context = browser.new_context(viewport=PHONE, locale=getattr(request, "param", "es-MX"))  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def speaks(page: Page, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_a_spanish_browser_is_led_to_spanish_and_who_chooses_english_keeps_it(
    page: Page, desk: ServedDesk
) -> None:
    otto = Librarian(desk)
    page.goto(f"{desk.address}/ask/ames/?page=https://ames.example/hours")
    assert page.url == f"{desk.address}/es/ask/ames/?page=https://ames.example/hours"
    speaks(page, "es")
    page.get_by_role("link", name="English").click()
    speaks(page, "en")
    page.reload()
    speaks(page, "en")
    page.get_by_role("link", name="Hours").click()
    speaks(page, "en")
    page.get_by_role("link", name="Ask a question").click()
    assert page.context.cookies() == []
    page.get_by_label("What would you like to know?").fill("Where is the census?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url("**/c/*/")
    speaks(page, "en")
    code = page.url.rstrip("/").rsplit("/", 1)[1]
    otto.does(code, "claim")
    expect(page.get_by_role("log")).to_contain_text("Otto (Birch County Library) is here.")
    otto.does(code, "close", closing="On our shelf.", key="closing-" + "0" * 12)
    page.get_by_role("link", name="Ask something else").click()
    page.wait_for_url("**/ask/ames/")
    speaks(page, "en")
    page.go_back()
    speaks(page, "en")


def test_who_chose_english_on_the_front_page_keeps_it_however_the_page_is_loaded_again(
    page: Page, desk: ServedDesk
) -> None:
    page.goto(desk.address)
    speaks(page, "es")
    page.get_by_role("link", name="English").click()
    page.wait_for_url(f"{desk.address}/")
    for again in (page.reload, page.reload, page.go_back, page.go_forward, page.reload):
        again()
    assert page.url == f"{desk.address}/"
    speaks(page, "en")


def test_so_does_who_chose_it_in_firefox(tmp_path: Path, desk: ServedDesk) -> None:
    with Firefox(tmp_path / "profile", {"intl.accept_languages": "es-MX, es"}) as firefox:
        firefox.goes(desk.address)
        firefox.waits_for("¿Qué le gustaría saber?", "form")
        firefox.clicks("a[hreflang=en]")
        firefox.waits_for("What would you like to know?", "form")
        for again in ("Refresh", "Refresh", "Back", "Forward", "Refresh"):
            firefox.does(again)
        firefox.waits_for("What would you like to know?", "form")
        assert firefox.runs("return location.pathname") == "/"


@pytest.mark.parametrize("page", ["ht-HT"], indirect=True)
def test_a_creole_browser_reads_creole_to_the_last_word_also_where_scripts_draw(
    page: Page, desk: ServedDesk
) -> None:
    otto = Librarian(desk)
    page.goto(desk.address)
    assert page.url == f"{desk.address}/ht/"
    page.get_by_label("Kisa ou ta renmen konnen?").fill("Kote resansman an ye?")
    page.get_by_role("button", name="Mande", exact=True).click()
    page.wait_for_url("**/ht/c/*/")
    expect(page.get_by_role("log")).to_contain_text("Kote resansman an ye?")
    code = page.url.rstrip("/").rsplit("/", 1)[1]
    otto.does(code, "claim")
    here = page.locator(".message-system", has_text="Otto (Birch County Library) la.")
    expect(here.locator("time")).to_have_attribute(
        "title", re.compile(rf"\d+ ({CREOLE_MONTHS}) \d{{4}}, .* [AP]M")
    )
    expect(page.locator(".message-day")).to_have_count(1)
    otto.does(code, "close", closing="Nan etajè nou.", key="closing-" + "0" * 12)
    expect(page.get_by_text("Èske nou te reponn kesyon ou a?")).to_be_visible()
