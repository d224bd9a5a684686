"""A patron asks, waits, talks, goes and comes back, in a browser, on a served desk with Otto at it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.stories.patron_desk import PHONE, Librarian, with_a_mail_server
from tests.support.served_desk import ServedDesk

QUESTION = "Where can I find the 1920 census?"
IN_LINE = re.compile("You are next|before you")  # those of the other stories may wait, too


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with with_a_mail_server(ServedDesk(tmp_path_factory.mktemp("patron"))) as served:
        yield served


class Pia:
    """One browser; whatever its console complains of is kept."""

    def __init__(self, browser: Browser, desk: ServedDesk, **options: object) -> None:
        self.context: BrowserContext = browser.new_context(viewport=PHONE, **options)  # type: ignore[arg-type]
        self.context.set_default_timeout(30_000)
        self.address = desk.address
        self.complaints: list[str] = []
        self.page = self.opens_a_tab()

    def opens_a_tab(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        return page

    def asks(self, question: str = QUESTION, at: str = "/ask/ames/", *, own_device: bool = False) -> str:
        """The code of the new talk, which is open then."""
        self.page.goto(self.address + at)
        self.page.get_by_label(re.compile("What would you like|¿Qué")).fill(question)
        if own_device:
            self.page.get_by_role("checkbox").check()
        self.page.locator("#ask button").last.click()
        self.page.wait_for_url("**/c/*/")
        expect(self.log).to_contain_text(question)
        return self.page.url.rstrip("/").rsplit("/", 1)[1]

    def says(self, words: str) -> None:
        box = self.page.get_by_label("Write a message")
        box.fill(words)
        box.press("Enter")

    @property
    def log(self):  # type: ignore[no-untyped-def]
        return self.page.get_by_role("log")

    def holds(self) -> list[str]:
        """Names of what this browser keeps of conversations."""
        kept: list[str] = self.page.evaluate("Object.keys(sessionStorage).concat(Object.keys(localStorage))")
        return [*kept, *(cookie["name"] for cookie in self.context.cookies())]


@pytest.fixture
def pia(browser: Browser, desk: ServedDesk) -> Iterator[Pia]:
    someone = Pia(browser, desk)
    yield someone
    assert someone.complaints == []
    someone.context.close()


def test_from_the_question_to_the_last_word(pia: Pia, otto: Librarian) -> None:
    code = pia.asks()
    expect(pia.page.get_by_text(IN_LINE)).to_be_visible()
    otto.does(code, "claim")
    expect(pia.log).to_contain_text("Otto (Birch County Library) is here.")
    expect(pia.page.get_by_text("With Otto (Birch County Library)")).to_be_visible()
    expect(pia.page.get_by_text("Stop waiting")).to_be_hidden()
    otto.does(code, "typing", typing=True)
    expect(pia.page.get_by_text("Otto is writing")).to_be_visible()
    otto.says(code, "Look at https://archives.gov for *all* counties.")
    expect(pia.log.get_by_role("link")).to_have_attribute("href", "https://archives.gov")
    expect(pia.page.get_by_text("Otto is writing")).to_be_hidden()
    pia.says("Thank you,\nOtto.")
    expect(pia.log.locator(".message-mine").last).to_contain_text("Thank you,")
    otto.does(code, "close", closing="Come back any time.", key="closing-" + "0" * 12)
    expect(pia.page.get_by_text("Was your question answered?")).to_be_visible()
    expect(pia.page.get_by_label("Write a message")).to_be_hidden()
    assert otto.reads(code) == [
        QUESTION,
        "Look at https://archives.gov for *all* counties.",
        "Thank you,\nOtto.",
        "Come back any time.",
    ]


def test_afterwards_one_tap_rates_and_everything_can_be_taken_along(pia: Pia, otto: Librarian) -> None:
    code = pia.asks()
    otto.does(code, "claim")
    otto.does(code, "close", closing="It is on our shelf.", key="closing-" + "0" * 12)
    pia.page.get_by_role("button", name="Partly").click()
    expect(pia.page.get_by_text("Thank you.")).to_be_visible()
    pia.page.get_by_label("4", exact=True).check()
    pia.page.get_by_role("button", name="Send this too").click()
    for link, words in (("As text", "It is on our shelf."), ("As a page", "<h1>"), ("As data", '"partly"')):
        with pia.page.expect_download() as download:
            pia.page.get_by_role("link", name=link).click()
        assert words in download.value.path().read_text()
        assert download.value.suggested_filename.startswith(f"conversation-{code}.")
    pia.page.get_by_role("button", name="Go on with this question").click()
    expect(pia.page.get_by_text(IN_LINE)).to_be_visible()


def test_a_reload_keeps_the_talk_and_what_was_begun(pia: Pia, otto: Librarian) -> None:
    code = pia.asks()
    otto.does(code, "claim")
    expect(pia.log).to_contain_text("is here")
    pia.page.get_by_label("Write a message").fill("Half a sentence")
    pia.page.reload()
    expect(pia.page.get_by_label("Write a message")).to_have_value("Half a sentence")
    expect(pia.log).to_contain_text(QUESTION)
    pia.page.get_by_label("Write a message").press("Shift+Enter")
    pia.page.get_by_label("Write a message").press_sequentially("and the rest.")
    pia.page.get_by_label("Write a message").press("Enter")
    expect(pia.log.locator(".message-mine").last).to_contain_text("and the rest.")
    otto.waits_to_read(code, "Half a sentence\nand the rest.")


def test_the_talk_ends_with_its_tab_unless_it_is_ones_own_device(pia: Pia, otto: Librarian) -> None:
    pia.asks()
    assert pia.context.cookies() == []
    other = pia.opens_a_tab()
    other.goto(pia.page.url)
    expect(other.get_by_label("The four words")).to_be_visible()
    pia.asks(own_device=True)
    other.goto(pia.page.url)
    expect(other.get_by_role("log")).to_contain_text(QUESTION)


def test_two_tabs_agree_and_leave_together(pia: Pia, otto: Librarian) -> None:
    code = pia.asks(own_device=True)
    otto.does(code, "claim")
    other = pia.opens_a_tab()
    other.goto(pia.page.url)
    expect(other.get_by_role("log")).to_contain_text(QUESTION)
    pia.says("From the first tab.")
    other.get_by_label("Write a message").fill("From the second tab.")
    other.get_by_role("button", name="Send").click()
    otto.says(code, "To both.")
    for page in (pia.page, other):
        for words in ("From the first tab.", "From the second tab.", "To both."):
            expect(page.get_by_text(words, exact=True)).to_have_count(1)
    said = (
        "[data-seq] :is(.message-by, .message-body, .message-sentence)"  # each tab corrects what it has sent
    )
    order = [page.locator(said).all_inner_texts() for page in (pia.page, other)]
    assert order[0] == order[1]
    other.get_by_role("button", name="Leave and wipe").click()
    for page in (pia.page, other):
        page.wait_for_url("**/goodbye/")
    assert pia.holds() == []


def test_leave_and_wipe_leaves_nothing_to_go_back_to(pia: Pia, otto: Librarian) -> None:
    code = pia.asks()
    pia.page.get_by_label("Write a message").fill("A secret draft")
    pia.page.get_by_role("button", name="Leave and wipe").click()
    pia.page.wait_for_url("**/goodbye/")
    assert pia.holds() == []
    pia.page.go_back()
    expect(pia.page.get_by_label("What would you like to know?")).to_have_value("")
    pia.page.goto(f"{pia.address}/c/{code}/")
    expect(pia.page.get_by_label("The four words")).to_be_visible()


def test_code_and_words_bring_one_back(pia: Pia, otto: Librarian) -> None:
    pia.asks()
    pia.page.get_by_text("Come back later, or on another device").click()
    code, words = (pia.page.locator(f"[data-part={part}]").inner_text() for part in ("code", "words"))
    pia.page.get_by_role("button", name="Leave and wipe").click()
    pia.page.wait_for_url("**/goodbye/")
    pia.page.get_by_role("link", name="Come back to a question").click()
    pia.page.get_by_label("Code").fill(code.upper())
    pia.page.get_by_label("The four words").fill("four wrong little words")
    pia.page.get_by_role("button", name="Open it").click()
    expect(pia.page.get_by_role("alert").get_by_text("Code and words do not match")).to_be_visible()
    pia.complaints.clear()  # the browser reports the refusal, too
    pia.page.get_by_label("The four words").fill(words)
    pia.page.get_by_role("button", name="Open it").click()
    expect(pia.log).to_contain_text(QUESTION)
    assert pia.context.cookies() == []


def test_what_is_wrong_with_the_words_is_said_once(pia: Pia) -> None:
    code = pia.asks()
    pia.context.route("**/js/patron/start*.js", lambda route: route.abort())
    pia.page.goto(f"{pia.address}/return/?code={code}")
    for scripts in (False, True):
        pia.page.get_by_label("The four words").fill("four wrong little words")
        with pia.page.expect_response("**/return/"):
            pia.page.get_by_role("button", name="Open it").click()
        expect(pia.page.get_by_text("Code and words do not match").locator("visible=true")).to_have_count(1)
        if not scripts:
            pia.context.unroute_all()
            with pia.page.expect_response("**/js/patron/start*.js"):
                pia.page.reload()
    pia.complaints.clear()  # the browser reports the refusals, too


def test_erased_it_is_gone_everywhere(pia: Pia, otto: Librarian) -> None:
    code = pia.asks()
    otto.does(code, "claim")
    otto.does(code, "close", closing="Goodbye.", key="closing-" + "0" * 12)
    pia.page.get_by_text("Have it erased").click()
    pia.page.get_by_role("button", name="Erase it now").click()
    pia.page.wait_for_url("**/goodbye/?erased")
    expect(pia.page.get_by_text("has been erased")).to_be_visible()
    assert pia.holds() == []


def test_in_spanish_all_the_way(pia: Pia, otto: Librarian) -> None:
    code = pia.asks("¿Dónde está el censo?", at="/es/ask/ames/")
    assert "/es/c/" in pia.page.url
    expect(pia.page.locator("html")).to_have_attribute("lang", "es")
    pia.page.get_by_role("link", name="English").click()
    expect(pia.log).to_contain_text("¿Dónde está el censo?")
    assert pia.page.url == f"{pia.address}/c/{code}/"


def test_who_stops_waiting_may_still_come_back_to_it(pia: Pia, otto: Librarian) -> None:
    pia.asks()
    pia.page.get_by_role("textbox", name="E-mail (optional").fill("pia@home.example")
    pia.page.get_by_role("button", name="Leave this address").click()
    expect(pia.page.get_by_text("We have your e-mail address")).to_be_visible()
    pia.page.get_by_role("button", name="Stop waiting").click()
    expect(pia.log).to_contain_text("You stopped waiting.")
    expect(pia.page.get_by_text("Was your question answered?")).to_be_hidden()
    pia.page.get_by_role("button", name="Go on with this question").click()
    expect(pia.page.get_by_text(IN_LINE)).to_be_visible()


def _as_an_old_browser_reads_it(route: Route) -> None:
    """A kind of script that it does not know it does not run, and "nomodule" says nothing to it."""
    if route.request.resource_type != "document":
        return route.continue_()
    answer = route.fetch(max_redirects=0)
    if leads_to := answer.headers.get("location"):
        # What a redirect leads to passes no route; so it is gone to by a page.
        page = f'<meta http-equiv="refresh" content="0; url={leads_to}">'
        kept = {"set-cookie": answer.headers["set-cookie"]} if "set-cookie" in answer.headers else {}
        return route.fulfill(status=200, content_type="text/html", headers=kept, body=page)
    if "html" not in answer.headers["content-type"]:
        return route.fulfill(response=answer)
    page = answer.text().replace('type="module"', 'type="unknown"').replace(" nomodule ", " ")
    return route.fulfill(response=answer, body=page)


@pytest.mark.parametrize("has", ["no scripts", "no modules"])
def test_without_scripts_the_forms_do_it_all(
    browser: Browser, desk: ServedDesk, otto: Librarian, has: str
) -> None:
    """A browser from before 2018 runs scripts and knows no modules: for it they are none."""
    pia = Pia(browser, desk, java_script_enabled=has != "no scripts")
    if has == "no modules":
        pia.context.route("**/*", _as_an_old_browser_reads_it)
    pia.page.goto(f"{pia.address}/ask/ames/")
    pia.page.get_by_label("What would you like to know?").fill(QUESTION)
    pia.page.get_by_role("button", name="Ask", exact=True).click()
    pia.page.wait_for_url("**/c/*/")
    code = pia.page.url.rstrip("/").rsplit("/", 1)[1]
    expect(pia.page.get_by_text(IN_LINE)).to_be_visible()
    otto.does(code, "claim")
    otto.says(code, "Let me look.")
    pia.page.get_by_role("link", name="Check for new messages").click()
    expect(pia.log).to_contain_text("Let me look.")
    expect(pia.page.locator("input[name=file]")).to_be_visible()
    pia.page.get_by_label("Write a message").fill("Thank you, that is it.")
    pia.page.get_by_role("button", name="Send").click()
    expect(pia.log).to_contain_text("Thank you, that is it.")
    pia.page.get_by_role("button", name="I have what I need: close").click()
    pia.page.get_by_role("button", name="Yes").click()
    expect(pia.page.get_by_text("Thank you.", exact=True)).to_be_visible()
    with pia.page.expect_download() as download:
        pia.page.get_by_role("link", name="As data").click()
    assert json.loads(download.value.path().read_text())["rating"]["answered"] == "yes"
    pia.page.get_by_role("button", name="Leave and wipe").click()
    expect(pia.page.get_by_role("heading", name="Goodbye")).to_be_visible()
    assert pia.context.cookies() == []
    assert otto.reads(code) == [QUESTION, "Let me look.", "Thank you, that is it."]
    pia.context.close()


def test_a_browser_that_keeps_nothing_still_talks_and_says_so(
    browser: Browser, desk: ServedDesk, otto: Librarian
) -> None:
    pia = Pia(browser, desk)
    blocked = "{ get() { throw new DOMException('blocked', 'SecurityError'); } }"
    for storage in ("sessionStorage", "localStorage"):
        pia.context.add_init_script(f"Object.defineProperty(window, '{storage}', {blocked})")
    code = pia.asks()
    expect(pia.page.get_by_text("This browser does not let us keep anything")).to_be_visible()
    otto.does(code, "claim")
    otto.says(code, "We can talk all the same.")
    expect(pia.log).to_contain_text("We can talk all the same.")
    pia.says("So we can.")
    expect(pia.log.locator(".message-mine").last).to_contain_text("So we can.")
    assert (pia.context.cookies(), pia.complaints) == ([], [])
    pia.context.close()


def test_scripts_take_over_a_talk_that_began_without_them(
    browser: Browser, desk: ServedDesk, otto: Librarian
) -> None:
    pia = Pia(browser, desk)
    pia.context.route("**/js/patron/start*.js", lambda route: route.abort())
    code = pia.asks()
    assert pia.context.cookies() != []
    pia.context.unroute_all()
    pia.page.reload()
    otto.does(code, "claim")
    expect(pia.log).to_contain_text("is here")
    pia.context.close()


def test_a_server_that_dies_and_comes_back_loses_nothing(pia: Pia, otto: Librarian, desk: ServedDesk) -> None:
    code = pia.asks()
    otto.does(code, "claim")
    expect(pia.log).to_contain_text("is here")
    desk.kill()
    expect(pia.page.get_by_text("Reconnecting; nothing is lost")).to_be_visible()
    pia.says("Are you still there?")
    pia.says("I am.")
    expect(pia.log.get_by_text("Not sent yet. We keep trying.").first).to_be_visible()
    pia.page.get_by_label("Write a message").fill("half")
    desk.start()
    expect(pia.page.get_by_text("Reconnecting; nothing is lost")).to_be_hidden()
    expect(pia.log.locator("[data-key]")).to_have_count(0)
    expect(pia.page.get_by_label("Write a message")).to_have_value("half")
    otto.says(code, "I am, too.")
    expect(pia.log).to_contain_text("I am, too.")
    assert otto.reads(code) == [QUESTION, "Are you still there?", "I am.", "I am, too."]
    pia.complaints.clear()  # the browser reports each request that found no server


def test_what_was_written_without_a_line_survives_a_reload(pia: Pia, otto: Librarian) -> None:
    code = pia.asks()
    otto.does(code, "claim")
    expect(pia.log).to_contain_text("is here")
    pia.context.route("**/messages", lambda route: route.abort())
    pia.says("Written in a tunnel.")
    expect(pia.log.get_by_text("Not sent yet")).to_be_visible()
    pia.context.unroute_all()
    pia.page.reload()
    expect(pia.log.locator("[data-seq]").get_by_text("Written in a tunnel.")).to_be_visible()
    expect(pia.log.get_by_text("Written in a tunnel.")).to_have_count(1)
    assert otto.reads(code) == [QUESTION, "Written in a tunnel."]
    pia.complaints.clear()


def test_what_cannot_be_taken_is_said_and_can_be_tried_again(pia: Pia, otto: Librarian) -> None:
    code = pia.asks()
    otto.does(code, "claim")
    expect(pia.log).to_contain_text("is here")
    pia.says("a" * 8001)
    expect(pia.log.get_by_text("Not sent. This is too long", exact=False)).to_be_visible()
    expect(pia.log.get_by_role("button", name="Try again")).to_be_visible()
    pia.says("Shorter.")
    expect(pia.log.locator("[data-seq]").last).to_contain_text("Shorter.")
    assert otto.reads(code) == [QUESTION, "Shorter."]
    pia.complaints.clear()
