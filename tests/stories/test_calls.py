"""Calls: one tab rings, an alarm stays until it is seen, and what was chosen holds in every browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.stories.console_desk import Patron, open_desk, row, sign_in
from tests.stories.looking import barriers, too_wide
from tests.stories.patron_desk import DESKTOP
from tests.support.served_desk import ServedDesk

QUESTION = "My landlord wants me out, what can I do?"
# What the page would sound and show, and whether it lies hidden behind something else.
LISTEN = """
window.heard = [];
window.shown = [];
const Note = window.OscillatorNode;
window.OscillatorNode = class extends Note {
  constructor(audio, options) { super(audio, options); window.heard.push(options.frequency); }
};
window.Notification = class {
  static permission = "granted";
  constructor(title, { body }) { window.shown.push(`${title}: ${body}`); }
};
Object.defineProperty(document, "hidden", { get: () => window.isHidden === true });
// Whoever looks at a page by this library counts as somebody who has pressed a key there.
window.addEventListener("keydown", () => { window.gesture = true; }, true);
window.addEventListener("pointerdown", () => { window.gesture = true; }, true);
const activation = { get hasBeenActive() { return window.gesture === true; } };
Object.defineProperty(navigator, "userActivation", { value: activation });
"""
NEWS = [523.25, 783.99]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    expect.set_options(timeout=20_000)
    with ServedDesk(tmp_path_factory.mktemp("calls")) as served:
        yield served


@pytest.fixture
def context(browser: Browser, desk: ServedDesk) -> Iterator[BrowserContext]:
    """The browser of Ines, who is signed in."""
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.goto(f"{desk.address}/sign-in/")
    sign_in(page)
    page.wait_for_url("**/desk/")
    page.wait_for_selector("html[data-ready]")
    if page.locator("[data-duty-state]").inner_text() != "On duty":
        page.keyboard.press("o")
        page.locator("[data-duty-all]").click()
    expect(page.locator("[data-duty-state]")).to_have_text("On duty")
    page.close()
    yield context
    context.close()


@pytest.fixture
def ines(context: BrowserContext, desk: ServedDesk) -> Page:
    return gone_to(open_desk(context, desk))


def gone_to(page: Page) -> Page:
    """With a gesture, before which no browser makes a sound."""
    page.keyboard.press("Escape")
    return page


def heard(*pages: Page) -> list[float]:
    return [pitch for page in pages for pitch in page.evaluate("window.heard")]


def until(happened: Callable[[], bool], page: Page) -> None:
    """While the page lives on."""
    end = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < end, "it never happened"
        page.wait_for_timeout(100)


def set_danger(browser: Browser, desk: ServedDesk, seconds: int) -> None:
    """As the help desk does."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{desk.address}/consortium/standards/")
    page.get_by_label("E-mail").fill("hana@desk.example")
    page.get_by_label("Password", exact=True).fill("reading-room")
    page.get_by_role("button", name="Sign in").click()
    form = page.locator("form[action*='AC8.danger_seconds']").first
    form.locator("input[name=value]").fill(str(seconds))
    form.locator("input[name=value]").press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    context.close()


@pytest.fixture
def soon_late(browser: Browser, desk: ServedDesk) -> Iterator[None]:
    """A patron is late after five seconds."""
    set_danger(browser, desk, 5)
    yield
    set_danger(browser, desk, 90)


def test_a_patron_rings_in_one_tab_of_several(context: BrowserContext, ines: Page, desk: ServedDesk) -> None:
    others = [gone_to(open_desk(context, desk)) for _ in range(2)]
    pia = Patron(desk, QUESTION, library="ames")
    for page in (ines, *others):
        expect(row(page, pia)).to_be_visible()
        expect(page).to_have_title("(1) Desk - Ask a Librarian")
    until(lambda: heard(ines, *others) != [], ines)
    ines.wait_for_timeout(1500)
    assert heard(ines, *others) == NEWS
    pia.does("leave")
    expect(ines).to_have_title("Desk - Ask a Librarian")


def test_a_notice_says_that_somebody_waits_and_never_what_they_wrote(ines: Page, desk: ServedDesk) -> None:
    ines.evaluate("window.isHidden = true")
    pia = Patron(desk, QUESTION, name="Pia Pardo", library="ames")
    until(lambda: bool(ines.evaluate("window.shown")), ines)
    assert ines.evaluate("window.shown") == ["A patron waits: Ames Public Library"]
    pia.does("leave")


def test_before_a_gesture_the_desk_says_that_it_cannot_be_heard(
    context: BrowserContext, desk: ServedDesk
) -> None:
    page = open_desk(context, desk)
    expect(page.locator("[data-muted-mark]")).to_have_text("No sound before your first click")
    pia = Patron(desk, QUESTION, library="ames")
    expect(page.locator("#tellings")).to_contain_text("The browser makes no sound before you have clicked")
    assert heard(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("[data-muted-mark]")).to_be_hidden()
    pia.does("leave")


def test_muted_it_is_silent_and_says_so(ines: Page, desk: ServedDesk) -> None:
    ines.keyboard.press("m")
    expect(ines.locator("[data-muted-mark]")).to_have_text("Muted")
    pia = Patron(desk, QUESTION, library="ames")
    expect(row(ines, pia)).to_be_visible()
    ines.wait_for_timeout(1000)
    assert heard(ines) == []
    ines.keyboard.press("m")
    expect(ines.locator("[data-muted-mark]")).to_be_hidden()
    pia.does("leave")


def test_an_alarm_sounds_otherwise_stands_in_words_and_stays_until_it_is_seen_in_any_tab(
    soon_late: None, context: BrowserContext, ines: Page, desk: ServedDesk
) -> None:
    ines.reload()
    ines.wait_for_selector("html[data-ready]")
    gone_to(ines)
    other = gone_to(open_desk(context, desk))
    pia = Patron(desk, QUESTION, library="ames")
    for page in (ines, other):
        expect(page.locator("console-alarm")).to_contain_text("A patron has waited for more than 5 seconds.")
        expect(page).to_have_title("Late: 1 - (1) Desk - Ask a Librarian")
    until(lambda: 880 in heard(ines, other), ines)
    assert heard(ines, other).count(880) == 2  # said twice, by one tab
    assert (barriers(ines), too_wide(ines)) == ([], [])
    ines.keyboard.press("i")
    for page in (ines, other):
        expect(page.locator("console-alarm")).to_be_hidden()
        expect(page).to_have_title("(1) Desk - Ask a Librarian")
    assert row(ines, pia).locator(".clock-word").inner_text() != ""
    pia.does("leave")


def test_what_one_chooses_holds_at_once_in_a_desk_that_is_open(
    context: BrowserContext, ines: Page, desk: ServedDesk
) -> None:
    page = context.new_page()
    page.goto(f"{desk.address}/me/calls/")
    page.wait_for_selector("html[data-ready]")
    assert (barriers(page), too_wide(page)) == ([], [])
    page.get_by_role("button", name="Try the sound of an alarm").click()
    assert heard(page)[0] == 880
    rings = page.get_by_role("group", name="A patron rings here")
    rings.get_by_label("Sound").uncheck()
    page.get_by_label("Keys that act by themselves").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    ines.bring_to_front()
    until(lambda: not pressed_asks(ines), ines)
    pia = Patron(desk, QUESTION, library="ames")
    expect(row(ines, pia)).to_be_visible()
    ines.wait_for_timeout(1000)
    assert heard(ines) == []
    ines.locator("[data-show-keys]").click()
    expect(ines.get_by_text("Keys that act by themselves are turned off")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Keys that act by themselves")).to_be_checked()
    ines.keyboard.press("Escape")
    until(lambda: pressed_asks(ines), ines)
    pia.does("leave")


def pressed_asks(page: Page) -> bool:
    """Whether `?` shows the list; closed again."""
    page.keyboard.press("?")
    shown = page.locator("dialog#keys[open]").count() == 1
    if shown:
        page.keyboard.press("Escape")
    return shown
