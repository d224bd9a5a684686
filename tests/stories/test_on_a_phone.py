"""On a weak line and a small screen: what comes first, what is said meanwhile, and room for the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stories.looking import sticking_out
from tests.stories.patron_desk import PHONE, Librarian, with_a_mail_server
from tests.stories.people import People, ask, claim_from_the_list
from tests.support.served_desk import ServedDesk

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts += one.value;
})
  .observe({ type: "layout-shift", buffered: true });
"""
# As high as what a keyboard leaves of a phone, and a desk's window at 400 %.
ABOVE_THE_KEYBOARD = {"width": 360, "height": 400}
ENLARGED = {"width": 320, "height": 256}
# Phones enlarge the page for whoever begins to write in smaller letters.
SMALL_FIELDS = """() => [...document.querySelectorAll("input, textarea, select")]
    .filter((each) => !["hidden", "checkbox", "radio", "file", "range", "color"].includes(each.type))
    .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 16)
    .map((each) => each.outerHTML.slice(0, 100))"""
STATES = """
window.states = [];
addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  const state = document.querySelector(".message-mine:last-child")?.dataset.state;
  if (state !== undefined && window.states.at(-1) !== state) window.states.push(state);
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] }));
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with with_a_mail_server(ServedDesk(tmp_path_factory.mktemp("phone"))) as served:
        yield served


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Its line is as slow as one in a valley."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="en-US")  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.add_init_script(SHIFTS + STATES)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW_3G)
    yield page
    context.close()


def test_on_a_weak_line_one_can_write_before_anything_of_the_talk_is_asked_for(
    phone: Page, desk: ServedDesk, otto: Librarian
) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url.removeprefix(desk.address)))
    phone.goto(f"{desk.address}/ask/ames/", wait_until="commit")
    phone.get_by_label("What would you like to know?").wait_for()
    assert len(asked) <= 3, asked
    phone.wait_for_load_state("networkidle")
    assert [each for each in asked if "/patron/" in each or "talk" in each] == []
    with phone.expect_request("**/start*.js"):  # comes while one writes
        phone.get_by_label("What would you like to know?").press_sequentially("Where is it?")
    assert phone.evaluate("window.shifts") == 0


def test_on_a_weak_line_a_message_is_being_sent_then_sent_and_nothing_moves(
    phone: Page, desk: ServedDesk, otto: Librarian
) -> None:
    code = ask(phone, desk.address)
    otto.does(code, "claim")
    expect(phone.get_by_role("log")).to_contain_text("Otto (Birch County Library) is here.")
    phone.evaluate("window.shifts = 0; window.states = []")
    box = phone.get_by_role("textbox", name="Write a message")
    box.fill("It was in 1912.")
    box.press("Enter")
    mine = phone.locator(".message-mine").last
    expect(mine).to_contain_text("It was in 1912.")
    otto.waits_to_read(code, "It was in 1912.")
    expect(mine).not_to_have_attribute("data-state", "sending")
    assert phone.evaluate("window.states")[0] == "sending"
    assert phone.get_by_text("It was in 1912.").count() == 1
    assert phone.evaluate("window.shifts") < 0.01


def test_above_the_keyboard_there_is_room_to_ask_to_write_and_to_read(
    people: People, desk: ServedDesk, otto: Librarian
) -> None:
    page = people.pia()
    page.set_viewport_size(ABOVE_THE_KEYBOARD)  # type: ignore[arg-type]
    page.goto(f"{desk.address}/ask/ames/")
    assert page.evaluate(SMALL_FIELDS) == []
    page.get_by_label("What would you like to know?").tap()
    expect(page.get_by_label("What would you like to know?")).to_be_in_viewport(ratio=0.9)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    code = ask(page, desk.address)
    otto.does(code, "claim")
    otto.says(code, "Look at the shelf of 1912.")
    expect(page.get_by_role("log")).to_contain_text("Look at the shelf of 1912.")
    page.set_viewport_size(ABOVE_THE_KEYBOARD)  # type: ignore[arg-type]
    box = page.get_by_role("textbox", name="Write a message")
    box.tap()
    expect(box).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    otto.says(code, "And at the one beside it.")
    expect(page.get_by_text("And at the one beside it.")).to_be_in_viewport(ratio=1)
    assert page.evaluate(SMALL_FIELDS) == []


@pytest.mark.parametrize(
    ("address", "label", "hints"),
    [
        ("/ask/ames/", "Name", {"autocomplete": "name"}),
        ("/ask/ames/", "E-mail", {"autocomplete": "email", "type": "email"}),
        ("/", "Library or ZIP code", {"autocomplete": "postal-code"}),
        ("/return/", "Code", {"autocomplete": "off", "enterkeyhint": "next"}),
        (
            "/return/",
            "The four words",
            {"autocomplete": "off", "enterkeyhint": "go"},
        ),
    ],
)
def test_the_keyboard_fits_what_is_asked_for(
    people: People, desk: ServedDesk, address: str, label: str, hints: dict[str, str]
) -> None:
    page = people.pia()
    page.goto(desk.address + address)
    for more in page.locator("details").all():
        more.evaluate("each => { each.open = true; }")
    assert page.evaluate(SMALL_FIELDS) == []
    field = page.get_by_label(label).first
    for name, value in hints.items():
        expect(field).to_have_attribute(name, value)


def test_at_400_percent_whatever_one_comes_to_by_tab_is_seen(
    people: People, desk: ServedDesk, otto: Librarian
) -> None:
    """WCAG 2.2, 1.4.10 and 2.4.11: 320 by 256 pixels are left of a window of 1280 by 1024."""
    page = people.pia()
    page.set_viewport_size(ENLARGED)  # type: ignore[arg-type]
    for address in ("/", "/hours/", "/promise/", "/privacy/", "/return/"):
        page.goto(desk.address + address)
        assert hidden_by_tab(page) == [], address
    code = ask(page, desk.address)
    expect(page.locator("#talk h1")).to_be_focused()
    assert hidden_by_tab(page) == []
    otto.does(code, "claim")
    otto.says(code, "Look at the shelf of 1912.")
    expect(page.get_by_role("log")).to_contain_text("Look at the shelf of 1912.")
    assert hidden_by_tab(page) == []
    otto.does(code, "close", closing="Come back any time.", key="closing-" + "0" * 12)
    expect(page.get_by_text("Was your question answered?")).to_be_visible()
    assert hidden_by_tab(page) == []


def test_at_400_percent_the_desk_can_be_worked_at(people: People, desk: ServedDesk) -> None:
    ines, pia = people.on_duty("ines@ames.example"), people.pia()
    code = ask(pia, desk.address)
    claim_from_the_list(ines, code)
    ines.set_viewport_size(ENLARGED)  # type: ignore[arg-type]
    ines.locator("#composer-text").fill("Look at the shelf of 1912.")
    ines.locator("#composer-text").press("Enter")
    expect(pia.get_by_role("log")).to_contain_text("Look at the shelf of 1912.")
    said = ines.locator(".talk-log").get_by_text("Look at the shelf of 1912.")
    for each in [said, *ines.locator(".desk-talk :is(.talk-acts, .talk-composer) button:visible").all()]:
        # At once: a message that was just sent is drawn anew when the desk has it.
        each.evaluate("one => one.scrollIntoView({ block: 'nearest' })")
        expect(each).to_be_in_viewport(ratio=1)
    assert sticking_out(ines) == []
    assert ines.evaluate(SMALL_FIELDS) == []


def hidden_by_tab(page: Page, most: int = 60) -> list[str]:
    """What has the focus and is not seen at all: it lies outside the window or below something else."""
    assert sticking_out(page) == []
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    found = []
    for _each in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate(
            """async () => {
              for (const _frame of [1, 2]) await new Promise(requestAnimationFrame);
              const one = document.activeElement;
              if (one === document.body) return null;
              const box = one.getBoundingClientRect();
              const seen = [0.5, 0.1, 0.9].some((down) => {
                const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height * down);
                return at && (one.contains(at) || at.contains(one) || at.closest("label")?.control === one);
              });
              return [seen || one.type === "file", one.outerHTML.slice(0, 100)];
            }"""
        )
        if said is None:
            break
        if not said[0]:
            found.append(said[1])
    return found
