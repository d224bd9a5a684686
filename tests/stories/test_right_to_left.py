"""From right to left, in a language nobody speaks: everything is on its other side, and stays readable."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.cast import PASSWORD
from tests.stories.looking import as_it_reads, barriers, keep_picture, sticking_out
from tests.stories.patron_desk import DESKTOP, PHONE, Librarian
from tests.support.pseudo_locale import CODE, pseudo
from tests.support.served_desk import ServedDesk

DANA = "\u05d3\u05e0\u05d4"
QUESTION = "Where is the census of 1920, please?"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    served = ServedDesk(tmp_path_factory.mktemp("right-to-left"))
    served.environment["DJANGO_SETTINGS_MODULE"] = "tests.support.right_to_left"
    with served:
        yield served


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(reduced_motion="reduce")
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


def ask(page: Page, desk: ServedDesk, path: str, name: str = "") -> str:
    """The code of the new talk."""
    page.goto(f"{desk.address}{path}/ask/ames/")
    page.locator("#question").fill(QUESTION)
    page.locator("#name").fill(name)
    page.locator("#ask .button").click()
    page.wait_for_url("**/c/*/")
    expect(page.get_by_role("log")).to_contain_text(QUESTION)
    return page.url.rstrip("/").rsplit("/", 1)[1]


def looks_right(page: Page, name: str) -> None:
    """From right to left, nothing sticks out on either side, and axe finds no barrier, at both sizes."""
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert sticking_out(page) == []
    assert barriers(page) == []
    keep_picture(page, f"right-to-left-{name}")


def edges(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"], box["x"] + box["width"]


def test_the_patrons_pages_are_mirrored_from_the_question_to_the_end(
    context: BrowserContext, desk: ServedDesk, otto: Librarian
) -> None:
    page = context.new_page()
    page.goto(f"{desk.address}/{CODE}/ask/ames/")
    expect(page.get_by_label(pseudo("What would you like to know?"))).to_be_visible()
    looks_right(page, "ask")
    code = ask(page, desk, f"/{CODE}")
    expect(page.get_by_text(pseudo("You are next."))).to_be_visible()
    looks_right(page, "waiting")
    otto.does(code, "claim")
    otto.says(code, "Yes, here.")
    expect(page.get_by_role("log")).to_contain_text("Yes, here.")
    page.get_by_text(pseudo("Come back later, or on another device")).click()
    looks_right(page, "talking")
    mine, theirs = (edges(page.locator(".message-body", has_text=text)) for text in (QUESTION, "Yes, here."))
    log = edges(page.get_by_role("log"))
    assert mine[0] == pytest.approx(log[0], abs=1)
    assert theirs[1] == pytest.approx(log[1], abs=1)
    assert page.locator(".composer .turns").evaluate("(icon) => getComputedStyle(icon).scale") == "-1 1"
    otto.does(code, "close", closing="Goodbye.", key="closing-" + "0" * 12)
    expect(page.get_by_text(pseudo("Was your question answered?"))).to_be_visible()
    looks_right(page, "closed")


def test_an_arrow_points_where_the_text_goes(context: BrowserContext, desk: ServedDesk) -> None:
    page = context.new_page()
    page.goto(f"{desk.address}/{CODE}/ask/ames/")
    # An arrow of a left and a lower edge: to the left while folded, down when opened.
    arrow = "getComputedStyle(document.querySelector('summary'), '::before').rotate"
    assert page.evaluate(arrow) == "45deg"
    page.get_by_text(pseudo("More that may help us (optional)")).click()
    assert page.evaluate(arrow) == "-45deg"


def sign_in(page: Page, desk: ServedDesk, path: str) -> None:
    page.goto(f"{desk.address}{path}")
    page.locator("input[name=login]").fill("otto@birch.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(f"**{path}")


def test_the_console_is_mirrored(context: BrowserContext, desk: ServedDesk, otto: Librarian) -> None:
    context.add_cookies([{"name": "commondesk_language", "value": CODE, "url": desk.address}])
    patron, page = context.new_page(), context.new_page()
    code = ask(patron, desk, f"/{CODE}", name=DANA)
    page.goto(f"{desk.address}/sign-in/")
    looks_right(page, "sign-in")
    sign_in(page, desk, "/desk/")
    expect(page.locator(f"[data-claim='{code}']")).to_be_visible()
    looks_right(page, "lists")
    otto.does(code, "claim")
    otto.says(code, "Yes, here.")
    page.goto(f"{desk.address}/desk/{code}/")
    log = page.locator(".talk-log")
    expect(log).to_contain_text("Yes, here.")
    looks_right(page, "console")
    mine, theirs = (edges(log.locator(".message-body", has_text=text)) for text in ("Yes, here.", QUESTION))
    assert mine[0] < theirs[0]
    assert mine[1] < theirs[1]
    lists, beside = (edges(page.locator(part)) for part in (".desk-lists", ".desk-beside"))
    assert beside[0] < lists[0]
    page.goto(f"{desk.address}/me/")
    looks_right(page, "settings")
    assert page.locator("a .turns").first.evaluate("(icon) => getComputedStyle(icon).scale") == "-1 1"


def test_letters_of_both_directions_stay_readable_beside_each_other(
    context: BrowserContext, desk: ServedDesk, otto: Librarian
) -> None:
    staff, page = context.new_page(), context.new_page()
    sign_in(staff, desk, "/me/")
    staff.locator("input[name=shown_name]").fill(DANA)
    staff.get_by_role("button", name="Save").click()
    expect(staff.get_by_text("Saved.")).to_be_visible()
    # A Hebrew name in English, at the begin of a sentence and before a time.
    code = ask(page, desk, "")
    otto.does(code, "claim")
    said = page.locator(".message-system", has_text="is here")
    expect(said).to_be_visible()
    assert as_it_reads(said, "is here", DANA, "(Birch") == [DANA, "(Birch", "is here"]
    line = page.locator("[data-part=with]")
    assert as_it_reads(line, "County", "With", DANA) == ["With", DANA, "County"]
    # The same from right to left; a code and a web address stay as they are written.
    code = ask(page, desk, f"/{CODE}")
    otto.does(code, "claim")
    otto.says(code, "Look at https://archives.gov/census, please.")
    expect(page.get_by_role("log").get_by_role("link")).to_be_visible()
    said = page.locator(".message-system:not(.message-day)")
    assert as_it_reads(said.locator("time"), *said.locator("time").inner_text().split()) == (
        said.locator("time").inner_text().split()
    )
    page.get_by_text(pseudo("Come back later, or on another device")).click()
    written = page.locator("[data-part=code]")
    assert as_it_reads(written, code[4:], code[:4]) == [code[:4], code[4:]]
    words = page.locator("[data-part=words]")
    first, second, *_others = words.inner_text().split()
    assert as_it_reads(words, second, first) == [first, second]
    assert as_it_reads(page.get_by_role("log").get_by_role("link"), "/census", "https:") == [
        "https:",
        "/census",
    ]
