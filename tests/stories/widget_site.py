"""What the widget's stories share: a coordinator, a visitor, and the widget before their eyes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.cast import PASSWORD
from tests.stories.library_site import LibrarySite
from tests.stories.patron_desk import DESKTOP, Librarian
from tests.stories.people import People
from tests.support.served_desk import ServedDesk

CATALOG = "<main><h1>Catalog</h1><p>Nothing was found.</p><a href='/visit/'>Visit us</a></main>"
VISIT = "<main><h1>Visit</h1><a href='/catalog/'>Catalog</a></main>"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("widget")) as served:
        yield served


@pytest.fixture(scope="module")
def site() -> Iterator[LibrarySite]:
    with LibrarySite() as served:
        yield served


class Widget:
    """As a visitor of the site has it before them."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def button(self) -> Locator:
        return self.page.locator("commondesk-widget button.launch")

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("commondesk-widget iframe")

    def opens(self) -> None:
        self.button.click()
        expect(self.frame.get_by_role("heading", name="Ask a librarian")).to_be_visible()

    def asks(self, question: str) -> str:
        self.frame.get_by_label("What would you like to know?").fill(question)
        self.frame.get_by_role("button", name="Ask", exact=True).click()
        expect(self.frame.get_by_role("heading", name="Your question")).to_be_visible()
        self.frame.locator(".slip summary").click()
        return self.frame.locator("[data-part=code]").inner_text()

    def says(self, words: str) -> None:
        self.frame.get_by_role("textbox", name="Write a message").fill(words)
        self.frame.get_by_role("textbox", name="Write a message").press("Enter")


def visitor(people: People, address: str, size: dict[str, int] = DESKTOP) -> Widget:
    """In a private window, where the frame can keep nothing."""
    page = people.pia()
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(address)
    return Widget(page)


def allow(people: People, *sites: str, more: dict[str, str] | None = None, library: str = "ames") -> Page:
    """The help desk names the sites, as a coordinator does; without a library the consortium's."""
    page = people.pia()
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.goto(f"{people.address}/{f'library/{library}' if library else 'consortium'}/widget/")
    page.get_by_label("E-mail").fill("hana@desk.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Sites").fill("\n".join(sites))
    for label, value in (more or {}).items():
        page.get_by_label(label).fill(value)
    save(page)
    return page


def save(page: Page) -> None:
    """The page that comes back says so, unless all was as it was."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def answer(otto: Librarian, widget: Widget, code: str) -> None:
    otto.does(code, "claim", key=f"claim-{code}-0123456")
    otto.says(code, "Good morning. I am looking.")
    expect(widget.frame.get_by_text("Good morning. I am looking.")).to_be_visible()
